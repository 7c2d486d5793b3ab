package dev.rangefinder.dataset.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.dataset.upload.Upload;
import dev.rangefinder.dataset.upload.Uploads;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.shared.web.problem.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes files in parts, for data sets that are too large for one request. */
@RestController
class UploadController {

    static final String PATH = "/v1/uploads";

    private final Uploads uploads;
    private final IdempotencyKeys idempotencyKeys;

    UploadController(Uploads uploads, IdempotencyKeys idempotencyKeys) {
        this.uploads = uploads;
        this.idempotencyKeys = idempotencyKeys;
    }

    @PostMapping(PATH)
    ResponseEntity<byte[]> begin(
            @RequestBody NewUpload wanted,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key,
            Caller caller) {
        return idempotencyKeys.once(key, PATH, wanted, () -> begun(wanted, caller));
    }

    private ResponseEntity<UploadView> begun(NewUpload wanted, Caller caller) {
        try {
            UploadView view = UploadView.of(uploads.begin(caller.owner(), wanted.bytes()), uploads);
            return ResponseEntity.created(URI.create(view.links().self())).body(view);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @GetMapping(PATH + "/{id}")
    UploadView get(@PathVariable UUID id) throws IOException {
        return UploadView.of(require(id), uploads);
    }

    @PatchMapping(path = PATH + "/{id}", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    UploadView append(@PathVariable UUID id, @RequestParam long offset, HttpServletRequest request, Caller caller)
            throws IOException {
        Check.fields().between("?offset", offset, 0, Long.MAX_VALUE).orThrow();
        Upload upload = require(id);
        caller.requireOwn(upload::owner);
        uploads.append(upload, offset, request.getInputStream());
        return UploadView.of(upload, uploads);
    }

    @DeleteMapping(PATH + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, Caller caller) throws IOException {
        caller.requireOwn(require(id)::owner);
        uploads.delete(id);
    }

    private Upload require(UUID id) {
        return uploads.find(id).orElseThrow(() -> new NotFoundException("upload", id));
    }
}
