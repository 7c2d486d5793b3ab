package dev.rangefinder.rangetest.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.access.Role;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTestCriteria;
import dev.rangefinder.rangetest.RangeTestSearch;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.ManagedSubmission;
import dev.rangefinder.rangetest.submission.Rerun;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.UntilOver;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.web.LongPoll;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.Tags;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.shared.web.request.Choice;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Submits, finds, cancels, repeats and deletes range tests. */
@RestController
@RequestMapping(RangeTestController.PATH)
class RangeTestController {

    static final String PATH = "/v1/range-tests";

    private final RangeTests rangeTests;
    private final RangeTestSearch search;
    private final RangeTestViews views;
    private final IdempotencyKeys idempotencyKeys;
    private final UntilOver untilOver;

    RangeTestController(
            RangeTests rangeTests,
            RangeTestSearch search,
            RangeTestViews views,
            IdempotencyKeys idempotencyKeys,
            UntilOver untilOver) {
        this.rangeTests = rangeTests;
        this.search = search;
        this.views = views;
        this.idempotencyKeys = idempotencyKeys;
        this.untilOver = untilOver;
    }

    @PostMapping
    ResponseEntity<byte[]> submit(
            @RequestBody Submission asked,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        if (asked instanceof ManagedSubmission) {
            caller.require(Role.SUBMIT);
        }
        Submission submission = asked.ofClient(caller.clientOf(asked.placement().client(), Placement.ANONYMOUS));
        return idempotencyKeys.once(key, PATH, submission, () -> created(rangeTests.submit(submission)));
    }

    @GetMapping("/{id}")
    ResponseEntity<RangeTestView> get(
            @PathVariable UUID id, @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Optional<LongPoll> poll = LongPoll.of(prefer);
        poll.ifPresent(wanted -> untilOver.await(() -> rangeTests.stateOf(id), wanted.granted()));
        ResponseEntity.BodyBuilder response = ResponseEntity.ok().cacheControl(CacheControl.noStore());
        poll.ifPresent(wanted -> response.header("Preference-Applied", wanted.applied()));
        return response.body(views.whole(rangeTests.require(id)));
    }

    @GetMapping
    Page<RangeTestView> search(
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(required = false) @Nullable String dataset,
            @RequestParam(required = false) @Nullable String optimizer,
            @RequestParam(name = "batch_size", required = false) @Nullable Integer batchSize,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String verdict,
            @RequestParam(required = false) @Nullable String client,
            @RequestParam(name = "tag", required = false, defaultValue = "") List<String> tags,
            @RequestParam(name = "created_after", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "created_before", required = false) @Nullable Instant createdBefore,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken,
            Caller caller) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        RangeTestCriteria criteria = new RangeTestCriteria(
                model,
                dataset,
                optimizer,
                batchSize,
                Choice.of(RunState.class, "state", state),
                Choice.of(Verdict.class, "verdict", verdict),
                caller.searched(client),
                Tags.ofParameters(tags),
                createdAfter,
                createdBefore);
        List<RangeTest> found = search.find(criteria, page);
        return Page.of(page, found, RangeTest::getId, views.brief(found));
    }

    @PostMapping("/{id}:cancel")
    ResponseEntity<RangeTestView> cancel(@PathVariable UUID id, Caller caller) {
        requireOwn(id, caller);
        if (rangeTests.require(id).reported().isEmpty()) {
            caller.require(Role.SUBMIT);
        }
        found(id, rangeTests.cancel(id));
        return ResponseEntity.accepted().body(views.whole(rangeTests.require(id)));
    }

    @PostMapping("/{id}:rerun")
    ResponseEntity<byte[]> rerun(
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Rerun body,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        requireOwn(id, caller);
        Rerun rerun = body == null ? Rerun.UNCHANGED : body;
        return idempotencyKeys.once(
                key,
                PATH + ":rerun",
                new RerunRequest(id, rerun),
                () -> created(found(id, rangeTests.rerun(id, rerun))));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, Caller caller) {
        requireOwn(id, caller);
        if (!rangeTests.delete(id)) {
            throw RangeTests.notFound(id);
        }
    }

    private void requireOwn(UUID id, Caller caller) {
        caller.requireOwn(() -> rangeTests.require(id).placement().client());
    }

    private ResponseEntity<RangeTestView> created(RangeTest rangeTest) {
        RangeTestView view = views.whole(rangeTest);
        return ResponseEntity.created(URI.create(view.links().self())).body(view);
    }

    private static RangeTest found(UUID id, Optional<RangeTest> rangeTest) {
        return rangeTest.orElseThrow(() -> RangeTests.notFound(id));
    }

    /** What a repeated request has in common with the first. */
    record RerunRequest(UUID rangeTest, Rerun rerun) {}
}
