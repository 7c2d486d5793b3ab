package dev.rangefinder.shared.web;

import org.springframework.util.unit.DataSize;

/** How large a JSON body may be: Jackson reads no further. Uploads have limits of their own. */
public final class BodyLimit {

    /** Ten thousand observations with all of their values are two megabytes. */
    public static final long BYTES = DataSize.ofMegabytes(4).toBytes();

    private BodyLimit() {}
}
