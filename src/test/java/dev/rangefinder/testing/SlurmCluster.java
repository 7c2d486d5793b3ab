package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A private Slurm cluster on loopback: one node with four processors, 16 GB and two pretended GPUs, one partition. Its
 * daemons are child processes, ended by {@link #close}; its key, its sockets, its state and its logs lie in one
 * directory.
 */
public final class SlurmCluster implements AutoCloseable {

    /** Debian puts the daemons where the path of an ordinary user does not lead. */
    private static final List<Path> DIRECTORIES = Stream.concat(
                    Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
            .map(Path::of)
            .toList();

    private static final List<String> DAEMONS = List.of("munged", "slurmctld", "slurmd");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final List<Process> daemons = new ArrayList<>();

    private SlurmCluster(Path directory) {
        this.directory = directory;
    }

    /** Whether this machine has what a cluster needs. */
    public static boolean isInstalled() {
        return Stream.of("srun", "scancel", "squeue", "sinfo", "scontrol", "slurmctld", "slurmd", "munged", "mungekey")
                .allMatch(program -> located(program).isPresent());
    }

    private static Optional<Path> located(String program) {
        return DIRECTORIES.stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a cluster, and waits until its node is idle. */
    public static SlurmCluster start(Path directory) {
        SlurmCluster cluster = new SlurmCluster(directory);
        try {
            cluster.configure();
            cluster.startDaemons();
        } catch (IOException exception) {
            cluster.close();
            throw new UncheckedIOException(exception);
        } catch (RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
        return cluster;
    }

    private void configure() throws IOException {
        for (String name : List.of("state", "spool", "munge")) {
            Files.createDirectory(directory.resolve(name));
        }
        // munged takes no socket that others could not reach
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("gres.conf"), "NodeName=n0 Name=gpu File=/dev/null,/dev/zero\n");
        String host =
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().replaceFirst("\\..*", "");
        Files.writeString(directory.resolve("slurm.conf"), """
                ClusterName=test
                SlurmctldHost=%2$s(127.0.0.1)
                SlurmctldPort=%3$d
                SlurmdPort=%4$d
                CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
                SlurmUser=%5$s
                SlurmdUser=%5$s
                AuthType=auth/munge
                AuthInfo=socket=%1$s/munge/socket
                StateSaveLocation=%1$s/state
                SlurmdSpoolDir=%1$s/spool
                SlurmctldPidFile=%1$s/slurmctld.pid
                SlurmdPidFile=%1$s/slurmd.pid
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                MpiDefault=none
                SelectType=select/cons_tres
                SchedulerParameters=sched_interval=1,bf_interval=1
                KillWait=2
                InactiveLimit=10
                SlurmdParameters=config_overrides
                GresTypes=gpu
                NodeName=n0 NodeAddr=127.0.0.1 NodeHostname=%2$s CPUs=4 RealMemory=16000 Gres=gpu:2
                PartitionName=gpu Nodes=n0 Default=YES MaxTime=INFINITE State=UP
                """.formatted(
                        directory, host, freePort(), freePort(), System.getProperty("user.name")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void startDaemons() throws IOException {
        Path munge = directory.resolve("munge");
        run("mungekey", "--create", "--keyfile=" + munge.resolve("key"));
        daemon(
                "munged",
                "--foreground",
                "--key-file=" + munge.resolve("key"),
                "--socket=" + munge.resolve("socket"),
                "--pid-file=" + munge.resolve("pid"),
                "--log-file=" + munge.resolve("log"),
                "--seed-file=" + munge.resolve("seed"));
        await("munged", () -> Files.exists(munge.resolve("socket")));
        daemon("slurmctld", "-D");
        daemon("slurmd", "-D", "-N", "n0");
        await(
                "the node",
                () -> run("sinfo", "--noheader", "--format=%t").strip().equals("idle"));
    }

    private void daemon(String program, String... arguments) throws IOException {
        daemons.addFirst(process(program, arguments)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(program + ".log").toFile())
                .start());
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(START_LIMIT)
                .ignoreException(CommandFailedException.class)
                .until(() -> {
                    if (!daemons.stream().allMatch(Process::isAlive)) {
                        throw new IllegalStateException("a daemon of the cluster has ended: " + logs());
                    }
                    return condition.call();
                });
    }

    private String logs() {
        StringBuilder text = new StringBuilder();
        for (String program : DAEMONS) {
            try {
                text.append(Files.readString(directory.resolve(program + ".log")));
            } catch (IOException neverStarted) {
                text.append(program).append(" was not started\n");
            }
        }
        return text.toString();
    }

    /** What a process needs in its environment to find this cluster. */
    public Map<String, String> environment() {
        return Map.of("SLURM_CONF", directory.resolve("slurm.conf").toString());
    }

    /** A job in the cluster's queue: waiting there as {@code PD}, running as {@code R}, or about to leave. */
    public record Job(String id, String name, String state) {

        public boolean isRunning() {
            return state.equals("R");
        }

        public boolean isWaiting() {
            return state.equals("PD");
        }
    }

    /** What the cluster knows of; a job has left when its devices are free again. */
    public List<Job> jobs() {
        return run("squeue", "--noheader", "--format=%i %j %t")
                .lines()
                .map(line -> line.strip().split(" "))
                .map(columns -> new Job(columns[0], columns[1], columns[2]))
                .toList();
    }

    /** The programs that a running job consists of, as its node sees them. */
    public List<ProcessHandle> programs(Job job) {
        return run("scontrol", "listpids", job.id(), "n0")
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s+")[0])
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
    }

    /** Takes both GPUs, until the process is ended. */
    public Process occupy() throws IOException {
        Process launcher = process("srun", "--job-name=occupation", "--gres=gpu:2", "sleep", "600")
                .redirectError(directory.resolve("occupation.err").toFile())
                .start();
        Awaitility.await("the occupation")
                .atMost(START_LIMIT)
                .until(() -> jobs().stream().anyMatch(job -> job.name().equals("occupation") && job.isRunning()));
        return launcher;
    }

    private String run(String program, String... arguments) {
        try {
            Path errors = directory.resolve(program + ".err");
            Process process =
                    process(program, arguments).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandFailedException(program + " failed: " + Files.readString(errors));
            }
            return output;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    private static final class CommandFailedException extends RuntimeException {

        CommandFailedException(String message) {
            super(message);
        }
    }

    private ProcessBuilder process(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(located(program).orElseThrow().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder;
    }

    /** Ends what still runs there, and then the daemons. */
    @Override
    public void close() {
        try {
            if (daemons.size() == DAEMONS.size()) {
                run("scancel", "--user=" + System.getProperty("user.name"));
                Awaitility.await("an empty queue").atMost(START_LIMIT).until(() -> jobs().isEmpty());
            }
        } finally {
            for (Process daemon : daemons) {
                daemon.destroy();
                daemon.onExit().join();
            }
        }
    }
}
