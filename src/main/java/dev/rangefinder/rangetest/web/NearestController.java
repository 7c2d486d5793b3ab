package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.NearestRangeTests;
import dev.rangefinder.rangetest.NearestRangeTests.Neighbour;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows what past range tests of the same network, data set and optimizer found, and whether this one agrees. */
@RestController
class NearestController {

    /** As many as a person compares. */
    private static final int MOST = 10;

    private final RangeTests rangeTests;
    private final NearestRangeTests nearestTests;

    NearestController(RangeTests rangeTests, NearestRangeTests nearestTests) {
        this.rangeTests = rangeTests;
        this.nearestTests = nearestTests;
    }

    @GetMapping(RangeTestController.PATH + "/{id}/nearest")
    ResponseEntity<NearestView> nearest(@PathVariable UUID id) {
        RangeTest rangeTest = rangeTests.require(id);
        List<Neighbour> nearest = nearestTests.of(rangeTest, MOST);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new NearestView(
                        id,
                        nearest.stream()
                                .map(neighbour -> NeighbourView.of(neighbour, rangeTest))
                                .toList(),
                        NearestRangeTests.warning(rangeTest, nearest).orElse(null)));
    }

    /** The nearest range tests; the warning says that this one disagrees with them. */
    record NearestView(
            UUID rangeTest,
            List<NeighbourView> items,
            @Nullable String warning) {}

    /**
     * One of them.
     *
     * @param maxLrHere its {@code max_lr}, carried over to the batch size of this one
     * @param maxLrRatio this one's {@code max_lr} over that; absent until there is one
     */
    record NeighbourView(
            UUID rangeTest,
            @Nullable String name,
            Instant createdAt,
            int batchSize,
            Verdict verdict,
            double baseLr,
            double maxLr,
            double maxLrHere,
            @Nullable Double maxLrRatio) {

        private static NeighbourView of(Neighbour neighbour, RangeTest asked) {
            RangeTest found = neighbour.rangeTest();
            Recommendation recommendation = neighbour.recommendation();
            return new NeighbourView(
                    found.getId(),
                    found.name(),
                    found.createdAt(),
                    found.batchSize(),
                    recommendation.verdict(),
                    recommendation.baseLr(),
                    recommendation.maxLr(),
                    neighbour.maxLrHere(),
                    asked.recommendation()
                            .map(own -> own.maxLr() / neighbour.maxLrHere())
                            .orElse(null));
        }
    }
}
