package dev.rangefinder.faults;

import dev.rangefinder.testing.Api;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A client that submits range tests to any server, and again with the same key wherever it gets no answer. */
final class Submitter {

    private static final long PAUSE_NANOS = 100_000_000;

    private final ServerFleet fleet;
    private final Random random;
    private final List<String> submissions = new ArrayList<>();
    private final CompletableFuture<List<String>> paths = new CompletableFuture<>();

    Submitter(CampaignPlan plan, ServerFleet fleet, Random random) {
        this.fleet = fleet;
        this.random = random;
        for (int i = 0; i < plan.rangeTests(); i++) {
            submissions.add(plan.work().submission(i, plan.repeats()));
        }
        for (int i = 0; i < plan.poisoned(); i++) {
            submissions.add(random.nextInt(submissions.size()), ((Work.Stub) plan.work()).poison());
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("submitter").start(() -> {
            try {
                List<String> submitted = new ArrayList<>();
                for (String submission : submissions) {
                    submitted.add(submit(submission, "submission-" + submitted.size()));
                }
                paths.complete(submitted);
            } catch (RuntimeException | AssertionError failure) {
                paths.completeExceptionally(failure);
            }
        });
    }

    private String submit(String submission, String key) {
        while (true) {
            FleetMember member = fleet.any(random, FleetMember::isUp).orElse(null);
            if (member != null) {
                try {
                    Api.Answer answer =
                            ServerFleet.api(member).post("/v1/range-tests", submission, "Idempotency-Key", key);
                    if (answer.status() == 201) {
                        return answer.header("Location").orElseThrow();
                    }
                    if (answer.status() < 500 && answer.status() != 409) {
                        throw new AssertionError("%s answered %s".formatted(member.name(), answer));
                    }
                } catch (UncheckedIOException noAnswer) {
                    // dead, frozen, or without its database: the key makes it safe to ask again
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whether all are submitted; what went wrong is thrown. */
    boolean isDone() {
        return paths.isDone() && !paths.join().isEmpty();
    }

    /** The paths of the range tests. */
    List<String> paths() {
        return paths.join();
    }
}
