package dev.rangefinder.trainer.djl.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a training ended because the memory of its device, or its Java heap, did not suffice. */
public final class OutOfMemory {

    /** What libtorch's allocators say, with what was asked for where they know that. */
    private static final Pattern OF_LIBTORCH =
            Pattern.compile("can't allocate memory: you tried to allocate (?<bytes>\\d+) bytes"
                    + "|out of memory\\. Tried to allocate (?<amount>[\\d.]+ [KMGT]?i?B)"
                    + "|(?i:out of memory)|std::bad_alloc|CU(BLAS|DNN)_STATUS_ALLOC_FAILED");

    private OutOfMemory() {}

    /** What was asked for, in words; empty if the failure is another one. */
    public static Optional<String> in(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return Optional.of("the trainer's Java heap of %d MB does not suffice (max-heap of the lane)"
                    .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
        Matcher said = OF_LIBTORCH.matcher(String.valueOf(failure.getMessage()));
        return said.find() ? Optional.of("the device has no room for " + asked(said)) : Optional.empty();
    }

    private static String asked(Matcher said) {
        if (said.group("bytes") != null) {
            return String.format(Locale.ROOT, "another %,d bytes", Long.parseLong(said.group("bytes")));
        }
        return said.group("amount") == null ? "what it was asked for" : "another " + said.group("amount");
    }
}
