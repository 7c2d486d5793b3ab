package dev.rangefinder.dataset.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.IncomingDataSet;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.located.LocatedFormat;
import dev.rangefinder.quota.StorageQuota;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.shared.web.problem.NotFoundException;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import dev.rangefinder.shared.web.request.InvalidFormException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes data sets in, lists, shows and deletes them. */
@RestController
class DataSetController {

    static final String PATH = "/v1/datasets";

    private static final String REGISTER = PATH + ":register";

    private final DataSets dataSets;
    private final IdempotencyKeys idempotencyKeys;
    private final HeavyWork heavy;
    private final StorageQuota quota;
    private final UploadedParts uploaded;

    DataSetController(
            DataSets dataSets,
            IdempotencyKeys idempotencyKeys,
            HeavyWork heavy,
            StorageQuota quota,
            UploadedParts uploaded) {
        this.dataSets = dataSets;
        this.idempotencyKeys = idempotencyKeys;
        this.heavy = heavy;
        this.quota = quota;
        this.uploaded = uploaded;
    }

    /** The request that a key stands for is known by its content, and so only after the files were read. */
    @PostMapping(path = PATH, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<byte[]> upload(
            HttpServletRequest request,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller)
            throws IOException {
        quota.requireRoom(caller.owner(), 1);
        UploadForm form = UploadForm.of(request, uploaded, caller);
        try (IncomingDataSet incoming =
                heavy.receive(() -> dataSets.receive(form.format(), form.files(), caller.owner()))) {
            Fingerprint fingerprint = new Fingerprint(form.name(), incoming.contentHash(), incoming.description());
            return idempotencyKeys.once(key, PATH, fingerprint, () -> register(form.name(), incoming, caller.owner()));
        }
    }

    /**
     * What lies there may have changed since the request was first sent: so its content tells that, too. It has a path
     * of its own beside that of uploads since generated clients take one type of body for an operation.
     */
    @PostMapping(
            path = {PATH, REGISTER},
            consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> locate(
            @RequestBody NewLocatedDataSet wanted,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller)
            throws IOException {
        quota.requireRoom(caller.owner(), 1);
        LocatedFormat format = wanted.wanted();
        try (IncomingDataSet incoming = heavy.receive(() -> dataSets.locate(wanted.location(), format))) {
            Fingerprint fingerprint = new Fingerprint(wanted.name(), incoming.contentHash(), incoming.description());
            return idempotencyKeys.once(
                    key, PATH, fingerprint, () -> register(wanted.name(), incoming, caller.owner()));
        }
    }

    private ResponseEntity<?> register(String name, IncomingDataSet incoming, String owner) {
        DataSets.Registered registered = dataSets.register(name, incoming, owner);
        DataSetView view = DataSetView.whole(
                registered.dataSet(),
                incoming.description(),
                incoming.description().warnings());
        URI location = URI.create(view.links().self());
        return ResponseEntity.status(registered.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(location)
                .body(view);
    }

    @GetMapping(PATH)
    Page<DataSetView> list(
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        List<DataSet> found = dataSets.newest(page.before(), page.size() + 1);
        return Page.of(page, found, DataSet::id, DataSetView::brief);
    }

    @GetMapping(PATH + "/{id}")
    DataSetView get(@PathVariable UUID id) throws IOException {
        DataSet dataSet = dataSets.find(id).orElseThrow(() -> notFound(id));
        Description description = heavy.compute(() -> dataSets.description(dataSet));
        return DataSetView.whole(dataSet, description, description.warnings());
    }

    @DeleteMapping(PATH + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id) {
        if (!dataSets.delete(id)) {
            throw notFound(id);
        }
    }

    private static NotFoundException notFound(UUID id) {
        return new NotFoundException("data set", id);
    }

    @ExceptionHandler
    ProblemDetail invalidFile(InvalidFileException exception) {
        return refusedFiles(List.of(ValueError.of("/" + exception.part(), exception.found(), exception.expected())));
    }

    @ExceptionHandler
    ProblemDetail invalidForm(InvalidFormException exception) {
        return exception.fields().isEmpty() ? refusedFiles(exception.files()) : Problems.ofValues(exception.fields());
    }

    /** A problem with the files, worded as one with values. */
    private static ProblemDetail refusedFiles(List<ValueError> errors) {
        ProblemDetail values = Problems.ofValues(errors);
        ProblemDetail problem =
                Problems.of(HttpStatus.BAD_REQUEST, "invalid-dataset-file", String.valueOf(values.getDetail()));
        problem.setProperty("errors", errors);
        return problem;
    }

    /** What a repeated request has in common with the first. */
    record Fingerprint(String name, String contentHash, Description description) {}
}
