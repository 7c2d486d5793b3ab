package dev.rangefinder.rangetest.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.training.NewTraining;
import dev.rangefinder.training.Trainings;
import dev.rangefinder.training.web.TrainingView;
import dev.rangefinder.training.web.TrainingViews;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes announcements of trainings that use what a range test recommends. */
@RestController
class TrainingsOfRangeTestController {

    private final RangeTests rangeTests;
    private final Trainings trainings;
    private final TrainingViews views;
    private final IdempotencyKeys idempotencyKeys;

    TrainingsOfRangeTestController(
            RangeTests rangeTests, Trainings trainings, TrainingViews views, IdempotencyKeys idempotencyKeys) {
        this.rangeTests = rangeTests;
        this.trainings = trainings;
        this.views = views;
        this.idempotencyKeys = idempotencyKeys;
    }

    @PostMapping(RangeTestController.PATH + "/{id}/training-runs")
    ResponseEntity<byte[]> announce(
            @PathVariable UUID id,
            @RequestBody NewTraining announced,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        if (rangeTests.stateOf(id).isEmpty()) {
            throw RangeTests.notFound(id);
        }
        String client = caller.clientOf(Placement.ANONYMOUS, Placement.ANONYMOUS);
        return idempotencyKeys.once(
                key, RangeTestController.PATH + "/training-runs", new Announcement(id, announced), () -> {
                    TrainingView view = views.of(trainings.announce(id, announced, client));
                    return ResponseEntity.created(URI.create(view.links().self()))
                            .body(view);
                });
    }

    /** What a repeated request has in common with the first. */
    record Announcement(UUID rangeTest, NewTraining training) {}
}
