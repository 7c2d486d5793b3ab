package dev.rangefinder.faults;

import dev.rangefinder.testing.Api;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Servers in processes of their own, on one database. */
final class ServerFleet implements AutoCloseable {

    /** An answer takes milliseconds; a server that is frozen or waits for the database gives none. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final ServerLauncher launcher;
    private final List<FleetMember> members = new CopyOnWriteArrayList<>();
    private final List<String> endedOfThemselves = new CopyOnWriteArrayList<>();

    ServerFleet(ServerLauncher launcher) {
        this.launcher = launcher;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Adds servers, and returns when they and all others are up. */
    void add(int servers) {
        for (int i = 0; i < servers; i++) {
            members.add(new FleetMember(members.size() + 1, launcher));
        }
        Awaitility.await().atMost(START_LIMIT).until(() -> {
            members.stream().filter(FleetMember::hasEndedOfItself).findFirst().ifPresent(dead -> {
                throw new IllegalStateException(
                        dead.name() + " did not start: " + dead.server().log());
            });
            return members.stream().allMatch(FleetMember::isServing);
        });
    }

    void awaitAll() {
        Awaitility.await().atMost(START_LIMIT).until(() -> {
            revive();
            return members.stream().allMatch(FleetMember::isServing);
        });
    }

    /**
     * What a supervisor does: a server that ends of itself is started again, such as one that began without a database.
     */
    void revive() {
        for (FleetMember member : members) {
            if (member.hasEndedOfItself()) {
                if (member.isUp()) {
                    endedOfThemselves.add(member.name());
                }
                member.start();
            }
        }
    }

    /** The servers that were up and have ended by themselves. */
    List<String> endedOfThemselves() {
        return List.copyOf(endedOfThemselves);
    }

    List<FleetMember> members() {
        return List.copyOf(members);
    }

    Optional<FleetMember> any(Random random, Predicate<FleetMember> wanted) {
        List<FleetMember> found = members.stream().filter(wanted).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    static Api api(FleetMember member) {
        return new Api(member.server().port(), PATIENCE);
    }

    /** Ends the servers in order; one that does not end is a failure. */
    void end() {
        members.forEach(FleetMember::terminate);
        members.forEach(member -> member.server().ended());
    }

    /** For a campaign that has failed: leaves none behind, frozen ones neither. */
    @Override
    public void close() {
        members.stream().filter(member -> member.server().isAlive()).forEach(FleetMember::kill);
    }
}
