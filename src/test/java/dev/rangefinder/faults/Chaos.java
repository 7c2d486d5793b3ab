package dev.rangefinder.faults;

import dev.rangefinder.faults.RestartablePostgres.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Lets faults happen at moments and to victims drawn from a seed. The moments are shares of the campaign's progress, so
 * that all of them come before its end on a fast machine and on a slow one.
 */
final class Chaos implements AutoCloseable {

    /** The end of the campaign is left to what the last faults have broken. */
    private static final double LAST = 0.92;

    /** Longer than the grace and the phases of a shutdown together. */
    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(60);

    private final ServerFleet fleet;
    private final RestartablePostgres postgres;
    private final Duration lease;
    private final Random random;
    private final Deque<Due> due = new ArrayDeque<>();
    private final Queue<Strike> strikes = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inProgress = new AtomicInteger();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(
            8, Thread.ofPlatform().daemon().name("chaos-", 0).factory());
    private int restarts;
    private volatile boolean databaseIsBeingRestarted;

    Chaos(CampaignPlan plan, ServerFleet fleet, RestartablePostgres postgres, Random random) {
        this.fleet = fleet;
        this.postgres = postgres;
        this.lease = plan.lease();
        this.random = random;
        List<Due> all = new ArrayList<>();
        plan.faults().forEach((fault, times) -> {
            for (int i = 0; i < times; i++) {
                all.add(new Due(fault, random.nextDouble() * LAST));
            }
        });
        Collections.sort(all);
        due.addAll(all);
    }

    /** A fault that is to come, and at which share of the campaign's progress. */
    private record Due(Fault fault, double progress) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            return Double.compare(progress, other.progress);
        }
    }

    /** Lets happen what is due; what finds no victim at the moment comes later. */
    void advance(double progress) {
        List<Due> withoutVictim = new ArrayList<>();
        while (!due.isEmpty() && due.peek().progress() <= progress) {
            Due next = due.poll();
            if (!happens(next.fault())) {
                withoutVictim.add(next);
            }
        }
        withoutVictim.reversed().forEach(due::addFirst);
    }

    private boolean happens(Fault fault) {
        return switch (fault) {
            case KILL_TRAINER -> killTrainer();
            case KILL_SERVER -> killServer();
            case FREEZE_SERVER -> freezeServer();
            case TERMINATE_SERVER -> terminateServer();
            case RESTART_DATABASE -> restartDatabase();
        };
    }

    private boolean killTrainer() {
        Optional<FleetMember> member = fleet.any(random, FleetMember::isServing);
        List<ProcessHandle> trainers = member.map(FleetMember::children).orElse(List.of());
        if (trainers.isEmpty()) {
            return false;
        }
        ProcessHandle trainer = trainers.get(random.nextInt(trainers.size()));
        boolean killed = trainer.isAlive() && trainer.destroyForcibly();
        if (killed) {
            struck(Fault.KILL_TRAINER, "trainer " + trainer.pid());
        }
        return killed;
    }

    /** Also one that is still starting. */
    private boolean killServer() {
        Optional<FleetMember> victim = fleet.any(random, member -> !member.isInTrouble());
        victim.ifPresent(member -> {
            struck(Fault.KILL_SERVER, member.name());
            member.kill();
            member.start();
        });
        return victim.isPresent();
    }

    private boolean freezeServer() {
        Optional<FleetMember> victim = fleet.any(random, FleetMember::isServing);
        victim.ifPresent(member -> {
            struck(Fault.FREEZE_SERVER, member.name());
            member.freeze();
            after(lease.plusMillis(1500 + random.nextInt(3000)), member::thaw);
        });
        return victim.isPresent();
    }

    private boolean terminateServer() {
        Optional<FleetMember> victim = fleet.any(random, FleetMember::isServing);
        victim.ifPresent(member -> {
            struck(Fault.TERMINATE_SERVER, member.name());
            member.terminate();
            after(Duration.ZERO, () -> {
                Awaitility.await(member.name() + " ends")
                        .atMost(TERMINATION_LIMIT)
                        .until(() -> !member.server().isAlive());
                member.start();
            });
        });
        return victim.isPresent();
    }

    /** For a blink, for some seconds, or for longer than a lease. */
    private boolean restartDatabase() {
        if (databaseIsBeingRestarted) {
            return false;
        }
        databaseIsBeingRestarted = true;
        Mode mode = restarts++ % 2 == 0 ? Mode.IMMEDIATE : Mode.FAST;
        struck(Fault.RESTART_DATABASE, mode.toString());
        postgres.stop(mode);
        after(lease.multipliedBy(random.nextInt(150)).dividedBy(100), () -> {
            postgres.start();
            databaseIsBeingRestarted = false;
        });
        return true;
    }

    private void struck(Fault fault, String victim) {
        strikes.add(new Strike(fault, victim, Instant.now()));
    }

    private void after(Duration delay, Runnable action) {
        inProgress.incrementAndGet();
        var ignored = later.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (Throwable failure) {
                        failures.add(failure);
                    } finally {
                        inProgress.decrementAndGet();
                    }
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Waits until everything is as before: thawed, started again, up. */
    void awaitCalm() {
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> inProgress.get() == 0);
        failures.stream().findFirst().ifPresent(failure -> {
            throw new IllegalStateException("a fault went wrong", failure);
        });
        fleet.awaitAll();
    }

    List<Strike> strikes() {
        return List.copyOf(strikes);
    }

    int left() {
        return due.size();
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
