package dev.rangefinder.comparison.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.access.Role;
import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.ComparisonCriteria;
import dev.rangefinder.comparison.Comparisons;
import dev.rangefinder.comparison.judge.Judgement.Verdict;
import dev.rangefinder.comparison.submission.ComparisonSubmission;
import dev.rangefinder.comparison.submission.Extension;
import dev.rangefinder.comparison.submission.NewManagedComparison;
import dev.rangefinder.comparison.submission.Rerun;
import dev.rangefinder.comparison.submission.Trained;
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

/** Submits, finds, cancels, repeats, extends and deletes comparisons. */
@RestController
@RequestMapping(ComparisonController.PATH)
class ComparisonController {

    static final String PATH = "/v1/comparisons";

    private final Comparisons comparisons;
    private final ComparisonViews views;
    private final IdempotencyKeys idempotencyKeys;
    private final UntilOver untilOver;

    ComparisonController(
            Comparisons comparisons, ComparisonViews views, IdempotencyKeys idempotencyKeys, UntilOver untilOver) {
        this.comparisons = comparisons;
        this.views = views;
        this.idempotencyKeys = idempotencyKeys;
        this.untilOver = untilOver;
    }

    @PostMapping
    ResponseEntity<byte[]> submit(
            @RequestBody ComparisonSubmission asked,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        if (asked instanceof NewManagedComparison) {
            caller.require(Role.SUBMIT);
        }
        ComparisonSubmission submission =
                asked.ofClient(caller.clientOf(asked.placement().client(), Placement.ANONYMOUS));
        return idempotencyKeys.once(key, PATH, submission, () -> created(comparisons.submit(submission)));
    }

    @GetMapping("/{id}")
    ResponseEntity<ComparisonView> get(
            @PathVariable UUID id, @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Optional<LongPoll> poll = LongPoll.of(prefer);
        poll.ifPresent(wanted -> untilOver.await(() -> comparisons.stateOf(id), wanted.granted()));
        ResponseEntity.BodyBuilder response = ResponseEntity.ok().cacheControl(CacheControl.noStore());
        poll.ifPresent(wanted -> response.header("Preference-Applied", wanted.applied()));
        return response.body(views.of(comparisons.require(id)));
    }

    @GetMapping
    Page<ComparisonView> search(
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
        List<Comparison> found = comparisons.find(
                new ComparisonCriteria(
                        model,
                        dataset,
                        optimizer,
                        batchSize,
                        Choice.of(RunState.class, "state", state),
                        Choice.of(Verdict.class, "verdict", verdict),
                        caller.searched(client),
                        Tags.ofParameters(tags),
                        createdAfter,
                        createdBefore),
                page);
        return Page.of(page, found, Comparison::getId, views.of(found));
    }

    @PostMapping("/{id}:cancel")
    ResponseEntity<ComparisonView> cancel(@PathVariable UUID id, Caller caller) {
        requireOwn(id, caller);
        if (comparisons.require(id).order().trained() instanceof Trained.Managed) {
            caller.require(Role.SUBMIT);
        }
        found(id, comparisons.cancel(id));
        return ResponseEntity.accepted().body(views.of(comparisons.require(id)));
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
                key, PATH + ":rerun", new Repeated(id, rerun), () -> created(found(id, comparisons.rerun(id, rerun))));
    }

    @PostMapping("/{id}:extend")
    ResponseEntity<byte[]> extend(
            @PathVariable UUID id,
            @RequestBody Extension extension,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        requireOwn(id, caller);
        return idempotencyKeys.once(
                key,
                PATH + ":extend",
                new Repeated(id, extension),
                () -> created(found(id, comparisons.extend(id, extension))));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, Caller caller) {
        requireOwn(id, caller);
        if (!comparisons.delete(id)) {
            throw Comparisons.notFound(id);
        }
    }

    private void requireOwn(UUID id, Caller caller) {
        caller.requireOwn(() -> comparisons.require(id).order().placement().client());
    }

    private ResponseEntity<ComparisonView> created(Comparison comparison) {
        ComparisonView view = views.of(comparison);
        return ResponseEntity.created(URI.create(view.links().self())).body(view);
    }

    private static Comparison found(UUID id, Optional<Comparison> comparison) {
        return comparison.orElseThrow(() -> Comparisons.notFound(id));
    }

    /** What a repeated request has in common with the first. */
    record Repeated(UUID comparison, Object change) {}
}
