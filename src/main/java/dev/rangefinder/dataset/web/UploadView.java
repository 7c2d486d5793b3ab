package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.upload.Upload;
import dev.rangefinder.dataset.upload.Uploads;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * A file that comes in parts, as JSON.
 *
 * @param bytes of the whole file
 * @param received how many of them have come
 * @param keptUntil when it will be forgotten unless another byte comes
 */
record UploadView(UUID id, long bytes, long received, Instant createdAt, Instant keptUntil, Links links) {

    /** Where it is. */
    record Links(String self) {}

    static UploadView of(Upload upload, Uploads uploads) throws IOException {
        return new UploadView(
                upload.getId(),
                upload.bytes(),
                uploads.received(upload),
                upload.createdAt(),
                uploads.keptUntil(upload),
                new Links(UploadController.PATH + "/" + upload.getId()));
    }
}
