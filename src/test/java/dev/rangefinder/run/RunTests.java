package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Fixed;
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
import org.springframework.test.util.ReflectionTestUtils;

class RunTests {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MAX_ATTEMPTS = 3;

    private static Run queued() {
        return new Run(Purpose.RANGE_TEST, new UUID(0, 1), ManagedOrders.ofRepeat(0), NOW);
    }

    private static Run running() {
        Run run = queued();
        claim(run);
        return run;
    }

    private static Run in(RunState state) {
        return switch (state) {
            case QUEUED -> queued();
            case RUNNING -> running();
            case STALLED -> stalled();
            case SUCCEEDED -> after(run -> run.succeed(EndReason.COMPLETED, null, NOW));
            case FAILED -> after(run -> run.failAttempt("a crash", "", 1, PAUSE, NOW));
            case CANCELLED -> after(run -> run.cancelled(NOW));
        };
    }

    private static Run reported() {
        return new Run(
                Purpose.RANGE_TEST,
                new UUID(0, 1),
                new ReportedOrder(0, new Fixed(0.1), 100, 7, StopRule.DIVERGED, "team-a"),
                NOW);
    }

    private static Run stalled() {
        Run run = reported();
        run.goOn(NOW);
        run.stall();
        return run;
    }

    private static Run after(Consumer<Run> change) {
        Run run = running();
        change.accept(run);
        return run;
    }

    /** As the statement does that claims (FirstInLine); what it leaves alone does not matter here. */
    private static void claim(Run run) {
        ReflectionTestUtils.setField(run, "state", RunState.RUNNING);
        ReflectionTestUtils.setField(run, "attempt", run.attempt().number() + 1);
    }

    private static void fail(Run run) {
        run.failAttempt("a crash", "Segmentation fault", MAX_ATTEMPTS, PAUSE, NOW);
    }

    private static void assertIllegal(Run run, Consumer<Run> change) {
        RunState state = run.state();
        assertThatIllegalStateException()
                .isThrownBy(() -> change.accept(run))
                .withMessage("run %s is %s", run.getId(), state);
        assertThat(run.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
    void onlyARunningRunTrainsAndEnds(RunState state) {
        List<Consumer<Run>> changes = List.of(
                run -> run.startTraining(Map.of(), NOW),
                run -> run.observe(0, 1),
                run -> run.succeed(EndReason.COMPLETED, null, NOW),
                RunTests::fail,
                run -> run.giveUp(FailureReason.MAX_RUN_TIME, "too long", "", NOW),
                run -> run.handBack(NOW),
                run -> run.notStarted("no such image", NOW),
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
        Run run = in(state);
        assertThat(run.isCurrent(run.attempt())).isEqualTo(state == RunState.RUNNING);
        assertThat(run.isCurrent(new Attempt(run.getId(), run.attempt().number() - 1)))
                .isFalse();
        assertThat(run.isCurrent(new Attempt(run.getId(), run.attempt().number() + 1)))
                .isFalse();
    }

    @Test
    void observationsAreCountedAsTheyCome() {
        Run run = running();
        assertThat(run.observe(0, 7)).isTrue();
        assertThat(run.observe(7, 3)).isTrue();
        assertThat(run.iterationsDone()).isEqualTo(10);
    }

    @Test
    void whatIsWrittenAgainSinceTheAnswerWasLostCountsOnce() {
        Run run = running();
        assertThat(run.observe(0, 7)).isTrue();
        assertThat(run.observe(0, 7)).isFalse();
        assertThat(run.observe(3, 4)).isFalse();
        assertThat(run.iterationsDone()).isEqualTo(7);
    }

    @Test
    void iterationsThatAreMissingOrOverlapAreRefused() {
        Run run = running();
        run.observe(0, 7);
        assertThatIllegalStateException()
                .isThrownBy(() -> run.observe(8, 1))
                .withMessageContaining("iteration 8 came when 7 was next");
        assertThatIllegalStateException().isThrownBy(() -> run.observe(6, 2));
        assertThat(run.iterationsDone()).isEqualTo(7);
    }

    @Test
    void aRunThatIsGivenUpIsFailedAtItsFirstAttempt() {
        Run run = running();
        run.giveUp(FailureReason.MAX_RUN_TIME, "it took too long", "the last words", NOW);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failureReason()).contains(FailureReason.MAX_RUN_TIME);
        assertThat(run.failures()).containsExactly(new FailedAttempt(1, NOW, "it took too long"));
        assertThat(run.stderr()).contains("the last words");
        assertThat(run.endedAt()).contains(NOW);
    }

    /** The pause before attempts 2, 3, … is told by the times at which the run may be claimed again. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "11, 1024", "12, 1024", "99, 1024"})
    void pausesDoubleUpToAboutAQuarterOfAnHour(int failures, int seconds) {
        Run run = queued();
        for (int i = 0; i < failures; i++) {
            claim(run);
            run.failAttempt("a crash", "", 100, PAUSE, NOW);
        }
        assertThat(run).extracting("notBefore").isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void theLastAttemptThatFailsQuarantinesTheRun() {
        Run run = queued();
        for (int i = 1; i < MAX_ATTEMPTS; i++) {
            claim(run);
            fail(run);
            assertThat(run.state()).isEqualTo(RunState.QUEUED);
            assertThat(run.failures()).hasSize(i);
            assertThat(run.failureReason()).isEmpty();
            assertThat(run.endedAt()).isEmpty();
        }
        claim(run);
        fail(run);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failureReason()).contains(FailureReason.QUARANTINED);
        assertThat(run.failures()).extracting(FailedAttempt::attempt).containsExactly(1, 2, 3);
        assertThat(run.stderr()).contains("Segmentation fault");
        assertThat(run.endedAt()).contains(NOW);
    }

    @Test
    void attemptsThatWereHandedBackCountNeitherForTheQuarantineNorForThePause() {
        Run run = queued();
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
    void attemptsForWhichNoTrainerWasStartedCostNothingAndSayWhyTheRunWaits() {
        Run run = queued();
        for (int i = 1; i <= 10; i++) {
            claim(run);
            run.notStarted("no such image", NOW);
            assertThat(run.state()).isEqualTo(RunState.QUEUED);
            assertThat(run).extracting("notBefore").isEqualTo(NOW);
            assertThat(run.launchFailure()).contains(new LaunchFailure(i, NOW, "no such image"));
        }
        assertThat(run.failures()).isEmpty();
        claim(run);
        run.startTraining(Map.of(), NOW);
        assertThat(run.launchFailure()).isEmpty();
        fail(run);
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run).extracting("notBefore").isEqualTo(NOW.plus(PAUSE));
    }

    @Test
    void aRunThatIsToBeCancelledDoesNotWaitForALauncher() {
        Run run = queued();
        claim(run);
        run.requestCancel(NOW);
        run.notStarted("no such image", NOW);
        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndARunningOneWhenItsAttemptEnds() {
        Run queued = queued();
        queued.requestCancel(NOW);
        assertThat(queued.state()).isEqualTo(RunState.CANCELLED);
        assertThat(queued.endedAt()).contains(NOW);

        Run running = running();
        running.requestCancel(NOW);
        assertThat(running.state()).isEqualTo(RunState.RUNNING);
        fail(running);
        assertThat(running.state()).isEqualTo(RunState.CANCELLED);
        assertThat(running.failures()).isEmpty();
    }

    @Test
    void theRateIsThatOfThePresentAttemptWhileItTrains() {
        Run run = running();
        assertThat(run.rate(run.iterationsDone(), NOW.plusSeconds(4))).isEmpty();
        run.startTraining(Map.of(), NOW);
        assertThat(run.rate(run.iterationsDone(), NOW.plusSeconds(4))).isEmpty();
        run.observe(0, 10);
        assertThat(run.rate(run.iterationsDone(), NOW)).isEmpty();
        assertThat(run.rate(run.iterationsDone(), NOW.plusSeconds(4))).hasValue(2.5);
        run.succeed(EndReason.COMPLETED, null, NOW.plusSeconds(4));
        assertThat(run.rate(run.iterationsDone(), NOW.plusSeconds(4))).isEmpty();
    }

    @Test
    void aReportedRunGoesOnAfterEachSilenceUntilItEnds() {
        Run run = reported();
        run.goOn(NOW);
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.rate(10, NOW.plusSeconds(4))).hasValue(2.5);
        run.stall();
        assertThat(run.state()).isEqualTo(RunState.STALLED);
        assertThat(run.rate(10, NOW.plusSeconds(4))).isEmpty();
        run.goOn(NOW.plusSeconds(100));
        assertThat(run.rate(250, NOW.plusSeconds(100))).hasValue(2.5);
        run.succeed(EndReason.ENDED_EARLY, null, NOW.plusSeconds(101));
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aReportedRunThatNobodyReportsFailsForGood() {
        for (Run run : List.of(reported(), stalled())) {
            run.fallSilent(NOW);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.failureReason()).contains(FailureReason.SILENT);
            assertThat(run.endedAt()).contains(NOW);
        }
    }

    @Test
    void aReportedRunIsCancelledAtOnceWhereverItStands() {
        Run running = reported();
        running.goOn(NOW);
        for (Run run : List.of(reported(), running, stalled())) {
            run.requestCancel(NOW);
            assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        }
    }

    @Test
    void whoTrainsARunIsNotChanged() {
        assertIllegal(queued(), run -> run.goOn(NOW));
        assertIllegal(queued(), run -> run.fallSilent(NOW));
        assertIllegal(running(), Run::stall);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "FAILED", "CANCELLED"})
    void whatIsOverNeitherGoesOnNorFallsSilent(RunState state) {
        assertIllegal(in(state), run -> run.goOn(NOW));
        assertIllegal(in(state), run -> run.fallSilent(NOW));
        assertIllegal(in(state), Run::stall);
    }
}
