package dev.rangefinder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.EarlyStopping;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Whatever order, cut, repetition and company reports come in: one curve, one decision, one end. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ReportsIntegrationTests {

    private static final int ITERATIONS = 300;

    @Autowired
    private Tables tables;

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private Runs runs;

    @Autowired
    private CurveStore curves;

    @Autowired
    private Reports reports;

    @Autowired
    private SilentReporters silence;

    @Autowired
    private JdbcClient jdbc;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    @AfterEach
    void close() {
        threads.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    private UUID submitted(String more) {
        return rangeTests
                .submit(Json.MAPPER.readValue(Reporter.submission(ITERATIONS, more), Submission.class))
                .getId();
    }

    private static ReportedObservation observation(long iteration, double loss) {
        return new ReportedObservation(iteration, null, loss, null, null, null, false);
    }

    private static Report report(int rank, List<Long> iterations) {
        return new Report(
                rank,
                iterations.stream().map(i -> observation(i, Reporter.loss(i))).toList(),
                false,
                iterations.size() % 2 == 0); // by which nothing but the time changes
    }

    private static Report report(long from, long to) {
        return report(0, LongStream.range(from, to).boxed().toList());
    }

    private ReportReceipt say(UUID id, Report report) {
        return reports.report(Purpose.RANGE_TEST, id, 0, report).orElseThrow();
    }

    private Run run(UUID id) {
        return runs.ofGroup(id).getFirst();
    }

    private Curve curve(UUID id) {
        return curves.read(run(id).getId(), 0);
    }

    private static List<Long> iterationsOf(Curve curve) {
        return curve.observations().stream().map(Observation::iteration).toList();
    }

    private static long divergedAt() {
        EarlyStopping stopping = new EarlyStopping(StopRule.DIVERGED);
        return LongStream.range(0, ITERATIONS)
                .filter(i -> stopping.after(Reporter.loss(i)).isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** Batches of all ranks, each cut at random, in an order that keeps near the one of the iterations, some twice. */
    private static List<Report> shuffled(Random random, int ranks) {
        List<Report> reports = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            long from = 0;
            while (from < ITERATIONS) {
                long to = Math.min(ITERATIONS, from + 1 + random.nextInt(40));
                List<Long> iterations =
                        new ArrayList<>(LongStream.range(from, to).boxed().toList());
                Collections.shuffle(iterations, random);
                reports.add(report(rank, iterations));
                if (random.nextInt(4) == 0) {
                    reports.add(report(rank, iterations.subList(0, 1 + random.nextInt(iterations.size()))));
                }
                from = to;
            }
        }
        Collections.shuffle(reports, random);
        return reports;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCurveAndTheEndDoNotDependOnHowTheReportsCome(long seed) {
        Random random = new Random(seed);
        int ranks = 1 + (int) seed % 3;
        UUID id = submitted("\"reporting\": {\"ranks\": %d}".formatted(ranks));
        List<Long> stops = new ArrayList<>();
        long highest = -1;
        for (Report report : shuffled(random, ranks)) {
            ReportReceipt answer = say(id, report);
            if (answer.stopAtIteration() == null) {
                highest = Math.max(
                        highest,
                        report.observations().stream()
                                .mapToLong(ReportedObservation::iteration)
                                .max()
                                .orElseThrow());
            } else {
                stops.add(answer.stopAtIteration());
                assertThat(answer.stopAtIteration()).isGreaterThan(highest);
            }
        }
        assertThat(stops.stream().distinct()).hasSize(1);
        assertThat(run(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(iterationsOf(curve(id)))
                .isEqualTo(LongStream.rangeClosed(0, divergedAt()).boxed().toList());
        assertThat(curve(id).observations())
                .allSatisfy(
                        point -> assertThat(point.loss()).isCloseTo(Reporter.loss(point.iteration()), within(1e-12)));
        assertThat(rangeTests.find(id).orElseThrow().recommendation()).isPresent();
    }

    /** All at once; what they are told, and what they threw. */
    private <T> List<Future<T>> together(List<Callable<T>> tasks) {
        try {
            return threads.invokeAll(tasks);
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Test
    void theSameReportFromManySidesAtOnceIsKeptOnce() throws Exception {
        UUID id = submitted("");
        List<Future<ReportReceipt>> answers = together(IntStream.range(0, 16)
                .<Callable<ReportReceipt>>mapToObj(i -> () -> say(id, report(0, 100)))
                .toList());
        for (Future<ReportReceipt> answer : answers) {
            assertThat(answer.get().receivedThrough()).isEqualTo(99);
        }
        assertThat(iterationsOf(curve(id)))
                .isEqualTo(LongStream.range(0, 100).boxed().toList());
    }

    @Test
    void ofContradictionsThatComeAtOnceOneIsKeptAndTheOthersAreRefused() throws Exception {
        UUID id = submitted("");
        List<Future<Double>> answers = together(IntStream.range(0, 16)
                .<Callable<Double>>mapToObj(i -> () -> {
                    say(id, new Report(0, List.of(observation(0, i)), false, true));
                    return (double) i;
                })
                .toList());
        List<Double> kept = new ArrayList<>();
        for (Future<Double> answer : answers) {
            try {
                kept.add(answer.get());
            } catch (ExecutionException exception) {
                assertThat(exception).hasCauseInstanceOf(ContradictionException.class);
            }
        }
        assertThat(kept).hasSize(1);
        assertThat(curve(id).observations().getFirst().loss()).isEqualTo(kept.getFirst());
    }

    @Test
    void manyRanksAtOnceAreOneCurveAndAreToldOneStop() throws Exception {
        UUID id = submitted("\"reporting\": {\"ranks\": 8}");
        List<Future<List<ReportReceipt>>> answers = together(IntStream.range(0, 8)
                .<Callable<List<ReportReceipt>>>mapToObj(rank -> () -> {
                    List<ReportReceipt> told = new ArrayList<>();
                    for (long from = 0; from < ITERATIONS; from += 10) {
                        told.add(say(
                                id,
                                report(
                                        rank,
                                        LongStream.range(from, from + 10)
                                                .boxed()
                                                .toList())));
                    }
                    return told;
                })
                .toList());
        List<ReportReceipt> told = new ArrayList<>();
        for (Future<List<ReportReceipt>> answer : answers) {
            told.addAll(answer.get());
        }
        assertThat(told.stream().map(ReportReceipt::stopAtIteration).distinct().filter(Objects::nonNull))
                .hasSize(1);
        assertThat(iterationsOf(curve(id)))
                .isEqualTo(LongStream.rangeClosed(0, divergedAt()).boxed().toList());
    }

    @Test
    void theLastWordAndACancellationAtOnceAreOneEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            UUID id = submitted("");
            say(id, report(0, 50));
            List<Future<Object>> both =
                    together(List.of(() -> say(id, new Report(0, List.of(), true, true)), () -> rangeTests.cancel(id)));
            RunState state = rangeTests.find(id).orElseThrow().state();
            assertThat(state).isEqualTo(run(id).state());
            ReportReceipt told = (ReportReceipt) both.getFirst().get();
            assertThat(told.state()).isEqualTo(state);
        }
    }

    private void letTimePass(String time) {
        jdbc.sql("update run_report set heard_at = heard_at - cast(:time as interval)")
                .param("time", time)
                .update();
    }

    private void look() {
        silence.look();
        awaitTheServersOwnLook();
    }

    /** The server looks for silence from time to time, and may be the one that has a run in hand. */
    private void awaitTheServersOwnLook() {
        jdbc.sql("select run_id from run_report for update").query().listOfRows();
    }

    @Test
    void aReporterThatFallsSilentLeavesTheRunStalledAndMayGoOn() {
        UUID id = submitted("");
        say(id, report(0, 50));
        look();
        assertThat(run(id).state()).isEqualTo(RunState.RUNNING);
        letTimePass("121 seconds");
        look();
        assertThat(run(id).state()).isEqualTo(RunState.STALLED);
        assertThat(rangeTests.find(id).orElseThrow().state()).isEqualTo(RunState.RUNNING);

        ReportReceipt answer = say(id, new Report(0, List.of(), false, true));
        assertThat(answer.state()).isEqualTo(RunState.RUNNING);
        assertThat(answer.receivedThrough()).isEqualTo(49);
        assertThat(say(id, report(50, 300)).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void whoDoesNotComeBackLeavesAFailedRunOfWhichAllIsRead() {
        UUID id = submitted("");
        say(id, report(0, 200));
        letTimePass("121 seconds");
        look();
        letTimePass("25 hours");
        look();
        assertThat(run(id).state()).isEqualTo(RunState.FAILED);
        assertThat(rangeTests.find(id).orElseThrow().state()).isEqualTo(RunState.FAILED);
        assertThat(rangeTests
                        .find(id)
                        .orElseThrow()
                        .recommendation()
                        .orElseThrow()
                        .diagnoses())
                .anySatisfy(diagnosis -> assertThat(diagnosis).contains("1 of 1 repeats fell silent"));
        ReportReceipt answer = say(id, report(200, 300));
        assertThat(answer.state()).isEqualTo(RunState.FAILED);
        assertThat(answer.reason()).isEqualTo(StopReason.SILENT);
        assertThat(curve(id).size()).isEqualTo(200);
    }

    @Test
    void whatWaitedForOthersIsReadWhenNobodyComesBackOrTheTestIsCancelled() {
        UUID silent = submitted("");
        UUID cancelled = submitted("\"reporting\": {\"ranks\": 2}");
        say(silent, report(0, 50));
        say(silent, report(60, 100));
        say(cancelled, report(0, 30));
        rangeTests.cancel(cancelled);
        assertThat(curve(cancelled).size()).isEqualTo(30);
        letTimePass("121 seconds");
        look();
        letTimePass("25 hours");
        look();
        assertThat(run(silent).state()).isEqualTo(RunState.FAILED);
        assertThat(curve(silent).size()).isEqualTo(90);
        assertThat(jdbc.sql("select count(*) from reported_chunk")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void oneRepeatThatFellSilentDoesNotSpoilTheOthers() {
        UUID id = submitted("\"repeats\": 3");
        say(id, report(0, 300));
        reports.report(Purpose.RANGE_TEST, id, 1, report(0, 100)).orElseThrow();
        letTimePass("121 seconds");
        look();
        letTimePass("25 hours");
        look();
        assertThat(runs.ofGroup(id).stream().map(Run::state))
                .containsExactly(RunState.SUCCEEDED, RunState.FAILED, RunState.FAILED);
        assertThat(rangeTests.find(id).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(rangeTests
                        .find(id)
                        .orElseThrow()
                        .recommendation()
                        .orElseThrow()
                        .diagnoses())
                .anySatisfy(diagnosis -> assertThat(diagnosis).contains("1 of 3 repeats fell silent"))
                .anySatisfy(diagnosis -> assertThat(diagnosis).contains("1 of 3 repeats failed"));
    }

    @Test
    void aRepeatThatHasNotBegunIsPatientAsLongAsAnotherIsReported() {
        UUID id = submitted("\"repeats\": 2");
        letTimePass("23 hours");
        say(id, report(0, 10));
        letTimePass("23 hours");
        say(id, report(10, 20));
        look();
        assertThat(runs.ofGroup(id).stream().map(Run::state)).containsExactly(RunState.RUNNING, RunState.QUEUED);
    }

    @Test
    void aTestOfWhichNothingEverCameFailsWithoutARecommendation() {
        UUID id = submitted("");
        letTimePass("25 hours");
        look();
        assertThat(rangeTests.find(id).orElseThrow().state()).isEqualTo(RunState.FAILED);
        assertThat(rangeTests.find(id).orElseThrow().recommendation()).isEmpty();
    }

    @Test
    void manyServersLookForSilenceAtOnceAndEachRunEndsOnce() {
        List<UUID> ids = IntStream.range(0, 30).mapToObj(i -> submitted("")).toList();
        ids.forEach(id -> say(id, report(0, 50)));
        letTimePass("121 seconds");
        together(Collections.nCopies(8, () -> {
            silence.look();
            silence.look();
            return true;
        }));
        awaitTheServersOwnLook();
        assertThat(ids).allSatisfy(id -> assertThat(run(id).state()).isEqualTo(RunState.STALLED));
        letTimePass("25 hours");
        together(Collections.nCopies(8, () -> {
            silence.look();
            silence.look();
            return true;
        }));
        awaitTheServersOwnLook();
        assertThat(ids).allSatisfy(id -> assertThat(run(id).state()).isEqualTo(RunState.FAILED));
    }

    /** As a server would that dies between the writing and the end of its transaction. */
    @Test
    void aReportThatCannotBeKeptWholeIsNotKeptAtAll() {
        UUID id = submitted("");
        say(id, report(0, 10));
        assertThatThrownBy(() -> say(
                        id,
                        new Report(
                                0,
                                List.of(observation(10, 1), observation(11, 1), observation(20_000, 1)),
                                false,
                                true)))
                .isInstanceOf(RuntimeException.class);
        assertThat(curve(id).size()).isEqualTo(10);
        assertThat(say(id, new Report(0, List.of(), false, true)).receivedThrough())
                .isEqualTo(9);
    }
}
