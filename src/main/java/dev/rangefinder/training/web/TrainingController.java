package dev.rangefinder.training.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveColumns;
import dev.rangefinder.curve.CurveCsv;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.report.Report;
import dev.rangefinder.report.ReportReceipt;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.Tags;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.heavy.LongBody;
import dev.rangefinder.shared.web.problem.NotFoundException;
import dev.rangefinder.shared.web.request.Choice;
import dev.rangefinder.training.Training;
import dev.rangefinder.training.TrainingCriteria;
import dev.rangefinder.training.Trainings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Finds, shows and deletes trainings elsewhere, and takes what they report. */
@RestController
@RequestMapping(TrainingController.PATH)
class TrainingController {

    static final String PATH = "/v1/training-runs";

    /** A training is one run. */
    private static final int ONLY_REPEAT = 0;

    private static final String CSV = "text/csv";

    private final Trainings trainings;
    private final TrainingViews views;
    private final Reports reports;
    private final Runs runs;

    TrainingController(Trainings trainings, TrainingViews views, Reports reports, Runs runs) {
        this.trainings = trainings;
        this.views = views;
        this.reports = reports;
        this.runs = runs;
    }

    @GetMapping
    Page<TrainingView> search(
            @RequestParam(name = "range_test", required = false) @Nullable UUID rangeTest,
            @RequestParam(required = false) @Nullable String policy,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String client,
            @RequestParam(name = "tag", required = false, defaultValue = "") List<String> tags,
            @RequestParam(name = "created_after", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "created_before", required = false) @Nullable Instant createdBefore,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            Caller caller) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        Check.fields()
                .that(
                        policy == null || Policies.names().contains(policy),
                        "policy",
                        policy,
                        "one of " + String.join(", ", Policies.names()))
                .orThrow();
        List<Training> found = trainings.find(
                new TrainingCriteria(
                        rangeTest,
                        policy,
                        Choice.of(RunState.class, "state", state),
                        caller.searched(client),
                        Tags.ofParameters(tags),
                        createdAfter,
                        createdBefore),
                page);
        return Page.of(page, found, Training::getId, views.of(found));
    }

    @GetMapping("/{id}")
    ResponseEntity<TrainingView> get(@PathVariable UUID id) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(views.of(found(id)));
    }

    @GetMapping(path = "/{id}/curve", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<LongBody> json(@PathVariable UUID id, @RequestParam(required = false) @Nullable Integer points) {
        return curve(
                id, points, MediaType.APPLICATION_JSON, curve -> Json.MAPPER.writeValueAsBytes(CurveColumns.of(curve)));
    }

    @GetMapping(path = "/{id}/curve", produces = CSV)
    ResponseEntity<LongBody> csv(@PathVariable UUID id, @RequestParam(required = false) @Nullable Integer points) {
        return curve(
                id,
                points,
                MediaType.valueOf(CSV),
                curve -> CurveCsv.write(List.of(new CurveCsv.Repeat(ONLY_REPEAT, curve)))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private ResponseEntity<LongBody> curve(
            UUID id, @Nullable Integer points, MediaType form, Function<Curve, byte[]> body) {
        Check.fields()
                .that(
                        points == null || points >= Thinning.FEWEST_POINTS,
                        "points",
                        points,
                        "%d or more".formatted(Thinning.FEWEST_POINTS))
                .orThrow();
        Run run = runs.ofGroup(found(id).getId()).getFirst();
        return ResponseEntity.ok()
                .contentType(form)
                .varyBy("Accept")
                .cacheControl(CacheControl.noStore())
                .body(new LongBody(run.iterations(), () -> {
                    Curve curve = runs.curve(run);
                    return body.apply(points == null ? curve : Thinning.thin(curve, points));
                }));
    }

    @PostMapping("/{id}/observations")
    ReportReceipt report(@PathVariable UUID id, @RequestBody Report report, Caller caller) {
        requireOwn(id, caller);
        return reports.report(Purpose.TRAINING, id, ONLY_REPEAT, report).orElseThrow(() -> notFound(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, Caller caller) {
        requireOwn(id, caller);
        if (!trainings.delete(id)) {
            throw notFound(id);
        }
    }

    private void requireOwn(UUID id, Caller caller) {
        caller.requireOwn(() -> runs.ofGroup(found(id).getId()).getFirst().client());
    }

    private Training found(UUID id) {
        return trainings.find(id).orElseThrow(() -> notFound(id));
    }

    private static NotFoundException notFound(UUID id) {
        return new NotFoundException("training run", id);
    }
}
