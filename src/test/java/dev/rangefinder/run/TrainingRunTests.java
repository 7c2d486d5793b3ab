package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rangefinder.run.spec.EndReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTests {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MAX_ATTEMPTS = 3;

    private static TrainingRun queued() {
        return new TrainingRun(new UUID(0, 1), Orders.ofRepeat(0), "local", NOW);
    }

    private static TrainingRun running() {
        TrainingRun run = queued();
        claim(run);
        return run;
    }

    private static TrainingRun in(RunState state) {
        return switch (state) {
            case QUEUED -> queued();
            case RUNNING -> running();
            case SUCCEEDED -> after(run -> run.succeed(EndReason.COMPLETED, NOW));
            case FAILED -> after(run -> run.failAttempt("a crash", 1, PAUSE, NOW));
            case CANCELLED -> after(run -> run.cancelled(NOW));
        };
    }

    private static TrainingRun after(Consumer<TrainingRun> change) {
        TrainingRun run = running();
        change.accept(run);
        return run;
    }

    private static void claim(TrainingRun run) {
        run.claim(new UUID(0, 2), NOW.plusSeconds(10));
    }

    private static void fail(TrainingRun run) {
        run.failAttempt("a crash", MAX_ATTEMPTS, PAUSE, NOW);
    }

    private static void assertIllegal(TrainingRun run, Consumer<TrainingRun> change) {
        RunState state = run.state();
        assertThatIllegalStateException()
                .isThrownBy(() -> change.accept(run))
                .withMessage("run %s is %s", run.getId(), state);
        assertThat(run.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUEUED")
    void onlyAQueuedRunIsClaimed(RunState state) {
        assertIllegal(in(state), TrainingRunTests::claim);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
    void onlyARunningRunTrainsAndEnds(RunState state) {
        List<Consumer<TrainingRun>> changes = List.of(
                run -> run.startTraining(Map.of(), NOW),
                run -> run.observe(1),
                run -> run.succeed(EndReason.COMPLETED, NOW),
                TrainingRunTests::fail,
                run -> run.handBack(NOW),
                run -> run.cancelled(NOW));
        assertThat(changes).allSatisfy(change -> assertIllegal(in(state), change));
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "FAILED", "CANCELLED"})
    void whatIsOverIsNotCancelled(RunState state) {
        assertIllegal(in(state), run -> run.requestCancel(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheLatestAttemptOfARunningRunIsCurrent(RunState state) {
        TrainingRun run = in(state);
        assertThat(run.isCurrent(run.attempt())).isEqualTo(state == RunState.RUNNING);
        assertThat(run.isCurrent(new Attempt(run.getId(), run.attempt().number() - 1)))
                .isFalse();
        assertThat(run.isCurrent(new Attempt(run.getId(), run.attempt().number() + 1)))
                .isFalse();
    }

    @Test
    void aClaimForgetsWhatTheLastAttemptObserved() {
        TrainingRun run = running();
        run.startTraining(Map.of("engine", "abacus"), NOW);
        run.observe(7);
        run.observe(3);
        assertThat(run.iterationsDone()).isEqualTo(10);
        fail(run);
        claim(run);
        assertThat(run.iterationsDone()).isZero();
        assertThat(run.provenance()).isEmpty();
        assertThat(run.rate(NOW.plusSeconds(1))).isEmpty();
        assertThat(run.failure()).contains("a crash");
    }

    /** The pause before attempts 2, 3, … is told by the times at which the run may be claimed again. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "11, 1024", "12, 1024", "99, 1024"})
    void pausesDoubleUpToAboutAQuarterOfAnHour(int failures, int seconds) {
        TrainingRun run = queued();
        for (int i = 0; i < failures; i++) {
            claim(run);
            run.failAttempt("a crash", 100, PAUSE, NOW);
        }
        assertThat(run).extracting("notBefore").isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void theLastAttemptThatFailsQuarantinesTheRun() {
        TrainingRun run = queued();
        for (int i = 1; i < MAX_ATTEMPTS; i++) {
            claim(run);
            fail(run);
            assertThat(run.state()).isEqualTo(RunState.QUEUED);
            assertThat(run.failure()).contains("a crash");
            assertThat(run.endedAt()).isEmpty();
        }
        claim(run);
        fail(run);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failure()).contains("quarantined after 3 attempts; the last one: a crash");
        assertThat(run.endedAt()).contains(NOW);
    }

    @Test
    void attemptsThatWereHandedBackCountNeitherForTheQuarantineNorForThePause() {
        TrainingRun run = queued();
        for (int i = 0; i < 10; i++) {
            claim(run);
            run.handBack(NOW);
            assertThat(run).extracting("notBefore").isEqualTo(NOW);
        }
        claim(run);
        fail(run);
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run).extracting("notBefore").isEqualTo(NOW.plus(PAUSE));
        assertThat(run.attempt().number()).isEqualTo(11);
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndARunningOneWhenItsAttemptEnds() {
        TrainingRun queued = queued();
        queued.requestCancel(NOW);
        assertThat(queued.state()).isEqualTo(RunState.CANCELLED);
        assertThat(queued.endedAt()).contains(NOW);

        TrainingRun running = running();
        running.requestCancel(NOW);
        assertThat(running.state()).isEqualTo(RunState.RUNNING);
        fail(running);
        assertThat(running.state()).isEqualTo(RunState.CANCELLED);
        assertThat(running.failure()).isEmpty();
    }

    @Test
    void theRateIsThatOfThePresentAttemptWhileItTrains() {
        TrainingRun run = running();
        assertThat(run.rate(NOW.plusSeconds(4))).isEmpty();
        run.startTraining(Map.of(), NOW);
        assertThat(run.rate(NOW.plusSeconds(4))).isEmpty();
        run.observe(10);
        assertThat(run.rate(NOW)).isEmpty();
        assertThat(run.rate(NOW.plusSeconds(4))).hasValue(2.5);
        run.succeed(EndReason.COMPLETED, NOW.plusSeconds(4));
        assertThat(run.rate(NOW.plusSeconds(4))).isEmpty();
    }
}
