package dev.rangefinder.dataset.upload;

import dev.rangefinder.shared.Chore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.stereotype.Component;

/** Uploads of which nothing has come for a day. */
@Component
class AbandonedUploads implements Chore {

    private final Uploads uploads;

    AbandonedUploads(Uploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public String name() {
        return "uploads of which nothing has come for a day";
    }

    @Override
    public int pass() {
        try {
            return uploads.deleteAbandoned();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
