package dev.rangefinder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** What is accepted without asking the database, and what becomes of it. Ten iterations are reported before. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ReportSessionIntegrationTests {

    @Autowired
    private Tables tables;

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private Reports reports;

    @Autowired
    private ReportStore rows;

    @Autowired
    private Runs runs;

    @Autowired
    private CurveStore curves;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private UUID run;
    private ReportSession session;

    @BeforeEach
    void takeTheSeatOfARunThatGoesOn() {
        tables.empty();
        UUID rangeTest = rangeTests
                .submit(Json.MAPPER.readValue(Reporter.submission(10_000, ""), Submission.class))
                .getId();
        reports.report(Purpose.RANGE_TEST, rangeTest, 0, report(0, 10, true)).orElseThrow();
        run = runs.ofGroup(rangeTest).getFirst().getId();
        session = new ReportSession(rows);
        transaction.executeWithoutResult(status -> {
            ReportProgress row = rows.lock(rows.spec(run)).orElseThrow();
            session.take(row, rows.save(row));
        });
    }

    private static ReportedObservation observation(long iteration, double loss) {
        return new ReportedObservation(iteration, 0.1, loss, null, null, null, false);
    }

    private static Report report(long from, long to, boolean isDurable) {
        return new Report(
                0, LongStream.range(from, to).mapToObj(i -> observation(i, 1)).toList(), false, isDurable);
    }

    private ReportReceipt accepted(Report report) {
        return session.next(report, report.observations()).orElseThrow();
    }

    private void assertRefused(Report report) {
        assertThat(session.next(report, report.observations())).isEmpty();
    }

    private void assertKept(long through) {
        assertThat(curves.read(run, 0).observations().stream().map(Observation::iteration))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, through).boxed().toList());
    }

    @Test
    void whatNobodyWaitsForIsSavedWithWhatComesAfterIt() {
        assertThat(accepted(report(10, 20, false))).satisfies(answer -> {
            assertThat(answer.receivedThrough()).isEqualTo(19);
            assertThat(answer.durable()).isFalse();
        });
        accepted(report(20, 21, false));
        assertKept(9);
        assertThat(session.save()).isTrue();
        assertKept(20);
        assertThat(accepted(report(21, 22, false)).durable()).isFalse();
        assertThat(accepted(report(22, 23, true)).durable()).isTrue();
        assertKept(22);
        assertThat(jdbc.sql("select count(*) from curve_chunk")
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void asMuchAsAChunkIsSavedAtOnce() {
        assertThat(accepted(report(10, 1009, false)).durable()).isFalse();
        assertThat(accepted(report(1009, 1010, false)).durable()).isTrue();
        assertKept(1009);
    }

    @Test
    void whatAnotherServerHasChangedIsNotOverwrittenAndWhatWasAcceptedIsForgotten() {
        accepted(report(10, 20, false));
        jdbc.sql("update run_report set stamp = stamp + 1").update();
        assertThat(session.save()).isFalse();
        assertKept(9);
        assertRefused(report(20, 21, false));
        assertThat(session.save()).as("there is nothing more to save").isTrue();
        assertKept(9);
    }

    @Test
    void aReportThatMustBeSavedThereIsNotAccepted() {
        jdbc.sql("update run_report set stamp = stamp + 1").update();
        assertRefused(report(10, 20, true));
        assertKept(9);
    }

    @Test
    void whatEndsTheRunIsDecidedUnderTheLockAndWhatCameBeforeIsNotForgotten() {
        accepted(report(10, 20, false));
        assertRefused(new Report(0, List.of(observation(20, Double.NaN)), false, false));
        assertRefused(new Report(0, List.of(), true, true));
        assertThat(session.save()).isTrue();
        assertKept(19);
    }

    @Test
    void whatDoesNotFollowOnIsLookedAtUnderTheLock() {
        assertRefused(report(11, 12, false));
        assertRefused(report(5, 12, false));
        assertThat(accepted(new Report(0, List.of(), false, true)).receivedThrough())
                .as("a sign of life")
                .isEqualTo(9);
    }
}
