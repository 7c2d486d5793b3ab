package dev.rangefinder.rangetest.web;

import dev.rangefinder.curve.Band;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveCsv;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.run.Run;
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

/** Serves the curves of a range test, whole or thinned. Those of a test that is over never change. */
@RestController
@RequestMapping(RangeTestController.PATH + "/{id}/curve")
class CurveController {

    static final String CSV = "text/csv";

    private final RangeTests rangeTests;
    private final Runs runs;

    CurveController(RangeTests rangeTests, Runs runs) {
        this.rangeTests = rangeTests;
        this.runs = runs;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<LongBody> json(
            @PathVariable UUID id, @RequestParam(required = false) @Nullable Integer points, WebRequest request) {
        RangeTest rangeTest = rangeTests.require(id);
        return answer(
                rangeTest,
                points,
                MediaType.APPLICATION_JSON,
                request,
                curves -> Json.MAPPER.writeValueAsBytes(new CurveView(
                        id,
                        rangeTest.state(),
                        curves.stream()
                                .map(repeat ->
                                        CurveView.RepeatView.of(repeat.repeat(), thinned(repeat.curve(), points)))
                                .toList(),
                        CurveView.BandView.of(thinnedBand(curves, points)))));
    }

    @GetMapping(produces = CSV)
    @Nullable
    ResponseEntity<LongBody> csv(
            @PathVariable UUID id, @RequestParam(required = false) @Nullable Integer points, WebRequest request) {
        return answer(
                rangeTests.require(id),
                points,
                MediaType.valueOf(CSV),
                request,
                curves -> CurveCsv.write(curves.stream()
                                .map(repeat -> new CurveCsv.Repeat(repeat.repeat(), thinned(repeat.curve(), points)))
                                .toList())
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Null says to Spring that the answer is a 304, which is then already on its way. */
    private @Nullable ResponseEntity<LongBody> answer(
            RangeTest rangeTest,
            @Nullable Integer points,
            MediaType form,
            WebRequest request,
            Function<List<CurveCsv.Repeat>, byte[]> body) {
        Check.fields()
                .that(
                        points == null || points >= Thinning.FEWEST_POINTS,
                        "points",
                        points,
                        "%d or more".formatted(Thinning.FEWEST_POINTS))
                .orThrow();
        ResponseEntity.BodyBuilder response =
                ResponseEntity.ok().contentType(form).varyBy("Accept");
        if (!rangeTest.state().isFinal()) {
            return response.cacheControl(CacheControl.noStore()).body(longBody(rangeTest, body));
        }
        String tag = Immutable.tag(form.toString(), rangeTest.getId(), String.valueOf(points));
        if (request.checkNotModified(tag)) {
            return null;
        }
        return response.eTag(tag).cacheControl(Immutable.FOR_A_YEAR).body(longBody(rangeTest, body));
    }

    private LongBody longBody(RangeTest rangeTest, Function<List<CurveCsv.Repeat>, byte[]> body) {
        long points = rangeTest.sweep().iterations() * rangeTest.repeats();
        return new LongBody(points, () -> body.apply(curves(rangeTest)));
    }

    private List<CurveCsv.Repeat> curves(RangeTest rangeTest) {
        return runs.ofGroup(rangeTest.getId()).stream()
                .filter(run -> rangeTest.isOfSweep(run.repeat()))
                .map((Run run) -> new CurveCsv.Repeat(run.repeat(), runs.curve(run)))
                .toList();
    }

    private static Curve thinned(Curve curve, @Nullable Integer points) {
        return points == null ? curve : Thinning.thin(curve, points);
    }

    /**
     * The band at evenly spread iterations, the last among them: its extremes lie in its columns, not in its points.
     */
    private static Band thinnedBand(List<CurveCsv.Repeat> curves, @Nullable Integer points) {
        List<Curve> all = curves.stream().map(CurveCsv.Repeat::curve).toList();
        return points == null ? Band.over(all) : Band.over(all, points);
    }
}
