package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.report.Report;
import dev.rangefinder.report.ReportReceipt;
import dev.rangefinder.report.Reports;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.ConflictException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes what a client observed while it trained a range test. */
@RestController
class ObservationController {

    private final RangeTests rangeTests;
    private final Reports reports;

    ObservationController(RangeTests rangeTests, Reports reports) {
        this.rangeTests = rangeTests;
        this.reports = reports;
    }

    @PostMapping(RangeTestController.PATH + "/{id}/observations")
    ReportReceipt report(@PathVariable UUID id, @RequestBody Body body) {
        return reports.report(Purpose.RANGE_TEST, id, body.repeatOrFirst(), body.report())
                .orElseThrow(() -> noSuchRun(id, body));
    }

    /** Asked only when there is no such run, so that a report does not wait for it. */
    private RuntimeException noSuchRun(UUID id, Body body) {
        RangeTest rangeTest = rangeTests.require(id);
        if (rangeTest.reported().isEmpty()) {
            return new NotReportedException(id);
        }
        Check.fields()
                .between("repeat", body.repeatOrFirst(), 0, rangeTest.repeats() - 1L)
                .orThrow();
        return RangeTests.notFound(id);
    }

    /** A report of one repeat. */
    record Body(
            @Nullable Integer repeat,
            @Nullable Integer rank,
            @Nullable List<@Nullable ReportedObservation> observations,
            @JsonProperty("final") @Nullable Boolean isFinal,
            @Nullable Boolean durable) {

        int repeatOrFirst() {
            return repeat == null ? 0 : repeat;
        }

        Report report() {
            return Report.of(rank, observations, isFinal, durable);
        }
    }

    static final class NotReportedException extends ConflictException {

        NotReportedException(UUID id) {
            super("not-reported", "Range test %s is trained by this service, which observes it itself.".formatted(id));
        }
    }
}
