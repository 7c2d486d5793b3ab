package dev.rangefinder.faults;

import dev.rangefinder.testing.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long it takes until a dead server's runs are claimed again, and until the trainer of a cancelled run is dead. */
final class Latencies {

    private static final ConditionFactory SOON =
            Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20));

    private static final long LOOK_EVERY_NANOS = 1_000_000;

    private final ServerFleet fleet;
    private final AuditTrail audit;
    private final Work work;
    private final Random random;

    Latencies(Installation installation, Work work, Random random) {
        this.fleet = installation.fleet();
        this.audit = installation.audit();
        this.work = work;
        this.random = random;
    }

    /**
     * From {@code kill -9} of a server to the claim of the next attempt, for every run that it executed. Each kill has
     * runs of its own, for one that is hit again waits longer each time.
     */
    Latency takeOver(int kills, int runs) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            String path = api().submit(work.submission(i, runs));
            SOON.until(() -> running() == runs);
            SOON.until(() ->
                    fleet.members().stream().filter(FleetMember::isServing).count() > 2);
            FleetMember victim = fleet.any(
                            random,
                            member -> member.isServing() && !held(member.name()).isEmpty())
                    .orElseThrow();
            String name = victim.name();
            int held = held(name).size();
            Instant killed = Instant.now();
            victim.kill();
            victim.start();
            SOON.until(() -> retaken(name).size() == held);
            retaken(name).forEach(at -> millis.add(at - millis(killed)));
            api().post(path + ":cancel", null).expect(202);
            SOON.until(() -> running() == 0);
        }
        return new Latency("take-over: from `kill -9` of a server to the next claim of its run", millis);
    }

    private int running() {
        return audit.rows("select id from run where state = 'RUNNING'").size();
    }

    private Api api() {
        return ServerFleet.api(fleet.any(random, FleetMember::isServing).orElseThrow());
    }

    private List<?> held(String server) {
        return audit.rows("""
                select r.id from run r
                join audit.transition t on t.run = r.id and t.attempt = r.attempt and t.now_state = 'RUNNING'
                where r.state = 'RUNNING' and t.writer = ?""", server);
    }

    /** When the runs of a server were claimed by others after its death. */
    private List<Double> retaken(String server) {
        return audit.rows("""
                        select extract(epoch from next.at) * 1000 as millis from audit.transition t
                        join audit.transition next
                          on next.run = t.run and next.attempt = t.attempt + 1 and next.now_state = 'RUNNING'
                        where t.writer = ? and t.now_state = 'RUNNING'""", server).stream()
                .map(row -> ((Number) row.get("millis")).doubleValue())
                .toList();
    }

    private static double millis(Instant instant) {
        return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
    }

    /** From the request, on a server that does not execute the run, to the death of the trainer. */
    Latency cancel(int cancellations) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < cancellations; i++) {
            String path = api().submit(work.submission(i, 1));
            UUID group = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
            SOON.until(() -> training(group).size() == 1);
            ProcessHandle trainer =
                    Installation.trainerOf(training(group).getFirst()).orElseThrow();
            Api other = ServerFleet.api(fleet.any(
                            random,
                            member -> member.isServing() && !member.children().contains(trainer))
                    .orElseThrow());
            other.get(path).expect(200);
            long begin = System.nanoTime();
            other.post(path + ":cancel", null).expect(202);
            while (trainer.isAlive()) {
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return new Latency("cancel: from the request on another server to the death of the trainer", millis);
    }

    private List<String> training(UUID group) {
        return audit.rows("select id from run where group_id = ? and training_since is not null", group).stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }
}
