package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Algorithm;
import dev.rangefinder.recommendation.CurvePicture;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Recommender;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.web.Page;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads range tests that are over once more, from their stored curves. What was pinned stays what it is. */
@Service
@Transactional(readOnly = true)
public class Rereadings {

    private final RangeTestRepository rangeTests;
    private final Runs runs;
    private final JdbcClient jdbc;

    Rereadings(RangeTestRepository rangeTests, Runs runs, JdbcClient jdbc) {
        this.rangeTests = rangeTests;
        this.runs = runs;
        this.jdbc = jdbc;
    }

    /** What an algorithm says to the curves of a test. */
    public Recommendation read(RangeTest rangeTest, Algorithm algorithm) {
        return Recommender.recommend(curves(rangeTest), swept(rangeTest), rangeTest.iterationsPerEpoch(), algorithm);
    }

    /** The curves of a test with what was, or would be, recommended. */
    public String picture(RangeTest rangeTest, Recommendation recommendation) {
        return CurvePicture.svg(curves(rangeTest), swept(rangeTest), recommendation);
    }

    /** Tests that were pinned by another algorithm, newest first, up to one more than the page holds. */
    public List<RangeTest> pinnedByOthers(Algorithm algorithm, Page.Request page) {
        Search.Where where = new Search.Where();
        where.and("recommendation ->> 'algorithm' <> :algorithm", "algorithm", algorithm.id());
        where.and("id < :page", "page", page.before());
        List<UUID> ids = jdbc.sql(PastRangeTests.sql(where))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return rangeTests.findAllById(ids).stream()
                .sorted(Comparator.comparingInt(rangeTest -> ids.indexOf(rangeTest.getId())))
                .toList();
    }

    /** Those that {@link Conclusion} read: of the repeats that came to their end, and of those that fell silent. */
    private List<Curve> curves(RangeTest rangeTest) {
        return runs.ofGroup(rangeTest.getId()).stream()
                .filter(run -> run.state() == RunState.SUCCEEDED || Conclusion.fellSilent(run))
                .map(runs::curve)
                .filter(curve -> curve.size() > 0)
                .toList();
    }

    private static SweptRange swept(RangeTest rangeTest) {
        return new SweptRange(rangeTest.sweep().startLr(), rangeTest.sweep().endLr());
    }
}
