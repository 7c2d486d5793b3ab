package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.Rereadings;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Algorithm;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists what an algorithm would say to the tests that were pinned by another one. */
@RestController
class RereadingController {

    /** Each reads a whole test: half a second at the most. */
    private static final int MOST_AT_ONCE = 50;

    private final Rereadings rereadings;
    private final HeavyWork heavy;

    RereadingController(Rereadings rereadings, HeavyWork heavy) {
        this.heavy = heavy;
        this.rereadings = rereadings;
    }

    @GetMapping("/v1/rereadings")
    ResponseEntity<Page<RereadingView>> list(
            @RequestParam(required = false) @Nullable String algorithm,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        Algorithm wanted = algorithm == null ? Algorithms.CURRENT : RecommendationController.algorithm(algorithm);
        PageRequest asked = PageRequest.of(pageSize, pageToken);
        PageRequest page = new PageRequest(Math.min(asked.size(), MOST_AT_ONCE), asked.before());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(Page.of(
                        page,
                        rereadings.pinnedByOthers(wanted, page),
                        RangeTest::getId,
                        rangeTest ->
                                RereadingView.of(rangeTest, heavy.answer(() -> rereadings.read(rangeTest, wanted)))));
    }

    /**
     * A test by two algorithms.
     *
     * @param maxLrRatio what the other one says over what is pinned
     */
    record RereadingView(UUID rangeTest, Bounds pinned, Bounds reread, double maxLrRatio, double baseLrRatio) {

        static RereadingView of(RangeTest rangeTest, Recommendation reread) {
            Recommendation pinned = rangeTest.recommendation().orElseThrow();
            return new RereadingView(
                    rangeTest.getId(),
                    Bounds.of(pinned),
                    Bounds.of(reread),
                    reread.maxLr() / pinned.maxLr(),
                    reread.baseLr() / pinned.baseLr());
        }
    }

    /** The part of a recommendation that decides. */
    record Bounds(String algorithm, Verdict verdict, double baseLr, double maxLr) {

        static Bounds of(Recommendation recommendation) {
            return new Bounds(
                    recommendation.algorithm(),
                    recommendation.verdict(),
                    recommendation.baseLr(),
                    recommendation.maxLr());
        }
    }
}
