package dev.rangefinder.shared.web.immutable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.CacheControl;

/** Answers that never change: a strong entity tag, and leave to keep them for a year. */
public final class Immutable {

    public static final CacheControl FOR_A_YEAR =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private Immutable() {}

    /** The tag of an answer that follows from these parts alone, in this form. */
    public static String tag(String form, Object... parts) {
        StringBuilder text = new StringBuilder(form);
        for (Object part : parts) {
            text.append('\n').append(part);
        }
        return '"'
                + UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                        .toString()
                + '"';
    }
}
