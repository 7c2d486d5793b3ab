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

    private final Launch launch;
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private final List<String> endedOfThemselves = new CopyOnWriteArrayList<>();

    ServerFleet(Launch launch) {
        this.launch = launch;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Adds servers, and returns when they and all others are up. */
    void add(int servers) {
        for (int i = 0; i < servers; i++) {
            seats.add(new Seat(seats.size() + 1, launch));
        }
        Awaitility.await().atMost(START_LIMIT).until(() -> {
            seats.stream().filter(Seat::hasEndedOfItself).findFirst().ifPresent(dead -> {
                throw new IllegalStateException(
                        dead.name() + " did not start: " + dead.server().log());
            });
            return seats.stream().allMatch(Seat::isServing);
        });
    }

    void awaitAll() {
        Awaitility.await().atMost(START_LIMIT).until(() -> {
            revive();
            return seats.stream().allMatch(Seat::isServing);
        });
    }

    /** What a supervisor does: a server that ends of itself is started again, such as one that began without a database. */
    void revive() {
        for (Seat seat : seats) {
            if (seat.hasEndedOfItself()) {
                if (seat.isUp()) {
                    endedOfThemselves.add(seat.name());
                }
                seat.start();
            }
        }
    }

    /** The servers that were up and have ended without anybody's doing. */
    List<String> endedOfThemselves() {
        return List.copyOf(endedOfThemselves);
    }

    List<Seat> seats() {
        return List.copyOf(seats);
    }

    Optional<Seat> any(Random random, Predicate<Seat> wanted) {
        List<Seat> found = seats.stream().filter(wanted).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    static Api api(Seat seat) {
        return new Api(seat.server().port(), PATIENCE);
    }

    /** Ends the servers in order; one that does not end is a failure. */
    void end() {
        seats.forEach(Seat::terminate);
        seats.forEach(seat -> seat.server().ended());
    }

    /** For a campaign that has failed: leaves none behind, frozen ones neither. */
    @Override
    public void close() {
        seats.stream().filter(seat -> seat.server().isAlive()).forEach(Seat::kill);
    }
}
