package dev.rangefinder.faults;

import dev.rangefinder.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A place for a server in a fleet; what follows on a dead one is another process, of another name. */
final class FleetMember {

    private final int number;
    private final ServerLauncher launcher;
    private volatile ServerProcess server;
    private volatile int incarnation;
    private volatile @Nullable ServerProcess lastUp;

    /** While something is being done to its server that takes a while. */
    private volatile boolean inTrouble;

    FleetMember(int number, ServerLauncher launcher) {
        this.number = number;
        this.launcher = launcher;
        start();
    }

    void start() {
        incarnation++;
        server = launcher.start(name());
        inTrouble = false;
    }

    /** How the database knows the present server. */
    String name() {
        return "s%d-%d".formatted(number, incarnation);
    }

    ServerProcess server() {
        return server;
    }

    boolean isInTrouble() {
        return inTrouble;
    }

    boolean isServing() {
        return !inTrouble && server.isAlive() && isUp();
    }

    /** Whether the present server has ended by itself. */
    boolean hasEndedOfItself() {
        return !inTrouble && !server.isAlive();
    }

    boolean isUp() {
        ServerProcess present = server;
        if (lastUp != present && present.isUp()) {
            lastUp = present;
        }
        return lastUp == present;
    }

    /** The trainers, and whatever else the server has started at this moment. */
    List<ProcessHandle> children() {
        return server.handle().children().toList();
    }

    void kill() {
        inTrouble = true;
        server.kill();
    }

    void terminate() {
        inTrouble = true;
        server.stop();
    }

    void freeze() {
        inTrouble = true;
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
        inTrouble = false;
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "bash",
                            "-c",
                            "kill -%s %d".formatted(signal, server.handle().pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("no SIG%s for %s".formatted(signal, name()));
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }
}
