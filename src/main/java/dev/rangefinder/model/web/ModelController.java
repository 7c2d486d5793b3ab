package dev.rangefinder.model.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.model.IncomingModel;
import dev.rangefinder.model.InvalidModuleException;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.NoConfinementException;
import dev.rangefinder.model.StoredModel;
import dev.rangefinder.model.TrialsBusyException;
import dev.rangefinder.quota.StorageQuota;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.shared.web.problem.NotFoundException;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import dev.rangefinder.shared.web.request.InvalidFormException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes TorchScript modules in, lists, shows and deletes them. */
@RestController
@RequestMapping(ModelController.PATH)
class ModelController {

    static final String PATH = "/v1/models";

    private final Models models;
    private final IdempotencyKeys idempotencyKeys;
    private final StorageQuota quota;

    ModelController(Models models, IdempotencyKeys idempotencyKeys, StorageQuota quota) {
        this.quota = quota;
        this.models = models;
        this.idempotencyKeys = idempotencyKeys;
    }

    /** The request that a key stands for is known by its content, and so only after the file was read. */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<byte[]> upload(
            HttpServletRequest request,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller)
            throws IOException {
        quota.requireRoom(caller.owner(), 1);
        ModelForm form = ModelForm.of(request);
        try (IncomingModel incoming =
                models.receive(form.module().getInputStream(), form.input(), form.reads(), form.classes())) {
            Fingerprint fingerprint = new Fingerprint(form.name(), incoming.contentHash());
            return idempotencyKeys.once(key, PATH, fingerprint, () -> register(form.name(), incoming, caller.owner()));
        }
    }

    private ResponseEntity<?> register(String name, IncomingModel incoming, String owner) {
        Models.Registered registered = models.register(name, incoming, owner);
        ModelView view = ModelView.of(registered.model());
        return ResponseEntity.status(registered.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create(view.links().self()))
                .body(view);
    }

    @GetMapping
    Page<ModelView> list(
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        List<StoredModel> found = models.newest(page.before(), page.size() + 1);
        return Page.of(page, found, StoredModel::sortId, ModelView::of);
    }

    @GetMapping("/{id}")
    ModelView get(@PathVariable String id) {
        return ModelView.of(models.find(id).orElseThrow(() -> new NotFoundException("model", id)));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        if (!models.delete(id)) {
            throw new NotFoundException("model", id);
        }
    }

    @ExceptionHandler
    ProblemDetail invalidForm(InvalidFormException exception) {
        return Problems.ofValues(exception.fields());
    }

    @ExceptionHandler
    ProblemDetail invalidModule(InvalidModuleException exception) {
        List<ValueError> errors = List.of(ValueError.of("/module", exception.found(), exception.expected()));
        ProblemDetail problem = Problems.of(
                HttpStatus.BAD_REQUEST,
                "invalid-model-file",
                "/module is %s, expected %s".formatted(exception.found(), exception.expected()));
        problem.setProperty("errors", errors);
        return problem;
    }

    @ExceptionHandler
    ProblemDetail noConfinement(NoConfinementException exception) {
        return Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "no-confinement",
                "%s. Models are taken in only where their programs can be confined; docs/models.md says how, and what rangefinder.models.confinement=off means."
                        .formatted(exception.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> busy(TrialsBusyException exception) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(exception.retryAfter().toSeconds()))
                .body(Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE, "trials-busy", String.valueOf(exception.getMessage())));
    }

    /** What a repeated request has in common with the first. */
    record Fingerprint(String name, String contentHash) {}
}
