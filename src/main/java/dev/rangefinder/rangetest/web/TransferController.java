package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Transfer;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Says what a recommendation leads one to expect at another batch size. */
@RestController
class TransferController {

    private final RangeTests rangeTests;

    TransferController(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    @GetMapping(RangeTestController.PATH + "/{id}/recommendation/transfer")
    ResponseEntity<Transfer> transfer(@PathVariable UUID id, @RequestParam(name = "batch_size") int batchSize) {
        RangeTest rangeTest = rangeTests.require(id);
        Recommendation tested = rangeTest.recommendation().orElseThrow(() -> new NoRecommendationException(rangeTest));
        Transfer transfer =
                Transfer.of(tested, rangeTest.optimizer().orElse("unknown"), rangeTest.batchSize(), batchSize);
        return ResponseEntity.ok()
                .eTag(Immutable.tag("transfer", id, transfer))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(transfer);
    }
}
