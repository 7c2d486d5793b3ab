package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.algorithm.Algorithm;
import dev.rangefinder.recommendation.algorithm.CurvePicture;
import dev.rangefinder.recommendation.algorithm.FittedCurves;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * Reads range tests that are over once more, from their stored curves. What was pinned stays what it is. Nothing here is
 * done in one transaction, which would keep a connection for as long as is computed.
 */
@Service
public class Rereadings {

    private final RangeTestSearch past;
    private final Runs runs;

    Rereadings(RangeTestSearch past, Runs runs) {
        this.past = past;
        this.runs = runs;
    }

    /** What an algorithm says to the curves of a test. */
    public Recommendation read(RangeTest rangeTest, Algorithm algorithm) {
        return algorithm.recommend(
                curves(rangeTest).all().stream().map(rangeTest::partToRead).toList(), rangeTest.context());
    }

    /** The curves of a test with what was, or would be, recommended. */
    public Drawing picture(RangeTest rangeTest, Recommendation recommendation, PictureSize size) {
        return CurvePicture.of(
                rangeTest.title(),
                rangeTest.score().orElse(Score.ACCURACY).inWords(),
                curves(rangeTest).withPoints(),
                rangeTest.context().swept(),
                recommendation,
                size);
    }

    /** Several tests in one picture, also such as are not over. */
    public Drawing overlay(List<RangeTest> rangeTests, PictureSize size) {
        return OverlayPicture.of(
                rangeTests.stream()
                        .map(rangeTest -> OverlayPicture.Part.of(rangeTest, observed(rangeTest)))
                        .toList(),
                size);
    }

    private List<Curve> observed(RangeTest rangeTest) {
        return runs.ofGroup(rangeTest.getId()).stream()
                .filter(run -> rangeTest.isOfSweep(run.repeat()))
                .map(runs::curve)
                .toList();
    }

    /** The fits through the curves of a test, from which bounds are drawn. */
    public FittedCurves fit(RangeTest rangeTest) {
        return FittedCurves.of(
                curves(rangeTest).withPoints().stream()
                        .map(rangeTest::partToRead)
                        .toList(),
                rangeTest.context().swept());
    }

    /** Tests that were pinned by another algorithm, newest first, up to one more than the page holds. */
    public List<RangeTest> pinnedByOthers(Algorithm algorithm, PageRequest page) {
        SqlConditions where = new SqlConditions();
        where.and("recommendation ->> 'algorithm' <> :algorithm", "algorithm", algorithm.id());
        return past.find(where, page);
    }

    /** Those of the sweep, as {@link Conclusion} read them. */
    private CurvesToRead curves(RangeTest rangeTest) {
        return CurvesToRead.of(
                runs.ofGroup(rangeTest.getId()).stream()
                        .filter(run -> rangeTest.isOfSweep(run.repeat()))
                        .toList(),
                runs);
    }
}
