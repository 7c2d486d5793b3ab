package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.BatchScaling;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.Wording;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What other range tests found that were like one: of the same network, data set and optimizer, the nearest batch size
 * first.
 */
@Service
@Transactional(readOnly = true)
public class NearestRangeTests {

    /** What a single sweep may be off, and with it two tests of the same workload. */
    private static final double DISAGREEMENT = 3;

    private final JdbcClient jdbc;
    private final RangeTestRepository rangeTests;

    NearestRangeTests(JdbcClient jdbc, RangeTestRepository rangeTests) {
        this.jdbc = jdbc;
        this.rangeTests = rangeTests;
    }

    /**
     * A range test near another one.
     *
     * @param maxLrHere its {@code max_lr}, carried over to the batch size of the other one
     */
    public record Neighbour(RangeTest rangeTest, Recommendation recommendation, double maxLrHere) {}

    /** Others with a recommendation, of two as near the newer one; none for a test that does not say all three. */
    public List<Neighbour> of(RangeTest rangeTest, int most) {
        Optional<String> optimizer = rangeTest.optimizer();
        if (rangeTest.dataset().isEmpty() || rangeTest.model().isEmpty() || optimizer.isEmpty()) {
            return List.of();
        }
        BatchScaling rule = BatchScaling.of(optimizer.get());
        List<UUID> ids = jdbc.sql("""
                        select id from range_test
                        where dataset = :dataset and model = :model and optimizer = :optimizer
                          and recommendation is not null and id <> :id
                        order by abs(ln(batch_size::float8 / :batchSize)), id desc limit :most""")
                .param("dataset", rangeTest.dataset().get())
                .param("model", rangeTest.model().get())
                .param("optimizer", optimizer.get())
                .param("id", rangeTest.getId())
                .param("batchSize", rangeTest.batchSize())
                .param("most", most)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return Ids.inOrder(ids, rangeTests.findAllById(ids), RangeTest::getId).stream()
                .map(found -> neighbour(found, rule, rangeTest.batchSize()))
                .toList();
    }

    private static Neighbour neighbour(RangeTest found, BatchScaling rule, int batchSize) {
        Recommendation recommendation = found.recommendation().orElseThrow();
        return new Neighbour(found, recommendation, recommendation.maxLr() * rule.factor(found.batchSize(), batchSize));
    }

    /**
     * What there is to say where the test is far from the middle one of those that have an answer, and so far that its
     * interval does not hold it either.
     */
    public static Optional<String> warning(RangeTest rangeTest, List<Neighbour> nearest) {
        double[] found = nearest.stream()
                .filter(neighbour -> neighbour.recommendation().isSure())
                .mapToDouble(Neighbour::maxLrHere)
                .sorted()
                .toArray();
        if (found.length == 0) {
            return Optional.empty();
        }
        double middle = Math.sqrt(found[(found.length - 1) / 2] * found[found.length / 2]);
        return rangeTest
                .recommendation()
                .filter(own -> !own.rates().maxLrInterval().contains(middle))
                .filter(own -> Math.max(own.maxLr() / middle, middle / own.maxLr()) > DISAGREEMENT)
                .map(own ->
                        "max_lr %s is %s times %s the %s that %d of the nearest range tests lead one to expect: look for what differs, or repeat the test."
                                .formatted(
                                        Wording.brief(own.maxLr()),
                                        Wording.brief(Math.max(own.maxLr() / middle, middle / own.maxLr())),
                                        own.maxLr() > middle ? "above" : "below",
                                        Wording.brief(middle),
                                        found.length));
    }
}
