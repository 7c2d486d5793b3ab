package dev.rangefinder.shared.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.util.unit.DataSize;

/** How large a JSON body may be. */
public final class BodyLimits {

    /** Ten thousand observations with all of their values are two. */
    public static final long OBSERVATIONS_BYTES = DataSize.ofMegabytes(4).toBytes();

    /** A thousand times the largest submission that somebody would write by hand. */
    private static final long OTHERS_BYTES = DataSize.ofMegabytes(1).toBytes();

    private BodyLimits() {}

    static long of(HttpServletRequest request) {
        return request.getRequestURI().endsWith("/observations") ? OBSERVATIONS_BYTES : OTHERS_BYTES;
    }
}
