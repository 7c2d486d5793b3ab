package dev.rangefinder.comparison.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.Comparisons;
import dev.rangefinder.comparison.submission.Budget;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveColumns;
import dev.rangefinder.curve.CurveCsv;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.web.heavy.LongBody;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** Serves the curves of one entry of a comparison. Those of a comparison that is over never change. */
@RestController
@RequestMapping(ComparisonController.PATH + "/{id}/curve")
class ComparisonCurveController {

    private static final String CSV = "text/csv";

    private final Comparisons comparisons;
    private final Runs runs;

    ComparisonCurveController(Comparisons comparisons, Runs runs) {
        this.comparisons = comparisons;
        this.runs = runs;
    }

    /** The curves of an entry. */
    record CurvesView(UUID comparison, String entry, RunState state, List<RepeatView> repeats) {}

    /** The curve of one repeat. */
    record RepeatView(int repeat, @JsonUnwrapped CurveColumns columns) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<LongBody> json(
            @PathVariable UUID id,
            @RequestParam String entry,
            @RequestParam(required = false) @Nullable Integer points,
            WebRequest request) {
        Comparison comparison = find(id);
        return answer(
                comparison,
                entry,
                points,
                MediaType.APPLICATION_JSON,
                request,
                curves -> Json.MAPPER.writeValueAsBytes(new CurvesView(
                        id,
                        entry,
                        comparison.state(),
                        curves.stream()
                                .map(repeat -> new RepeatView(repeat.repeat(), CurveColumns.of(repeat.curve())))
                                .toList())));
    }

    @GetMapping(produces = CSV)
    @Nullable
    ResponseEntity<LongBody> csv(
            @PathVariable UUID id,
            @RequestParam String entry,
            @RequestParam(required = false) @Nullable Integer points,
            WebRequest request) {
        return answer(
                find(id),
                entry,
                points,
                MediaType.valueOf(CSV),
                request,
                curves -> CurveCsv.write(curves).getBytes(StandardCharsets.UTF_8));
    }

    /** Null says to Spring that the answer is a 304, which is then already on its way. */
    private @Nullable ResponseEntity<LongBody> answer(
            Comparison comparison,
            String entry,
            @Nullable Integer points,
            MediaType form,
            WebRequest request,
            Function<List<CurveCsv.Repeat>, byte[]> body) {
        List<String> names =
                comparison.order().entries().stream().map(Entry::name).toList();
        Check.fields()
                .that(names.contains(entry), "entry", entry, "one of " + String.join(", ", names))
                .that(
                        points == null || points >= Thinning.FEWEST_POINTS,
                        "points",
                        points,
                        "%d or more".formatted(Thinning.FEWEST_POINTS))
                .orThrow();
        ResponseEntity.BodyBuilder response =
                ResponseEntity.ok().contentType(form).varyBy("Accept");
        if (!comparison.state().isFinal()) {
            return response.cacheControl(CacheControl.noStore()).body(longBody(comparison, entry, points, body));
        }
        String tag = Immutable.tag(form.toString(), comparison.getId(), entry, String.valueOf(points));
        if (request.checkNotModified(tag)) {
            return null;
        }
        return response.eTag(tag).cacheControl(Immutable.FOR_A_YEAR).body(longBody(comparison, entry, points, body));
    }

    private LongBody longBody(
            Comparison comparison,
            String entry,
            @Nullable Integer points,
            Function<List<CurveCsv.Repeat>, byte[]> body) {
        Budget budget = comparison.order().budget();
        long all = budget.iterations() * budget.repeats();
        return new LongBody(all, () -> body.apply(curves(comparison, entry, points)));
    }

    private Comparison find(UUID id) {
        return comparisons.require(id);
    }

    private List<CurveCsv.Repeat> curves(Comparison comparison, String entry, @Nullable Integer points) {
        return runs.ofGroup(comparison.getId()).stream()
                .filter(run -> comparison.entryOf(run.repeat()).name().equals(entry))
                .map((Run run) ->
                        new CurveCsv.Repeat(comparison.repeatOf(run.repeat()), thinned(runs.curve(run), points)))
                .toList();
    }

    private static Curve thinned(Curve curve, @Nullable Integer points) {
        return points == null ? curve : Thinning.thin(curve, points);
    }
}
