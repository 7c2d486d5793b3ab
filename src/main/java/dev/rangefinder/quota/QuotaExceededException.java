package dev.rangefinder.quota;

/** More than a client may have. */
public class QuotaExceededException extends RuntimeException {

    private final boolean passes;

    private QuotaExceededException(String message, boolean passes) {
        super(message);
        this.passes = passes;
    }

    /** More than may wait at once: later there is room. */
    static QuotaExceededException forNow(String client, String has, long wanted, long most) {
        return new QuotaExceededException(
                "With this the client %s would have %d %s, and may have %d. Nothing of it was kept; submit it again when some are over."
                        .formatted(client, wanted, has, most),
                true);
    }

    /** More than the client may ever have. */
    static QuotaExceededException ever(String client, String has, long wanted, long most) {
        return new QuotaExceededException(
                "This alone is %d %s, and the client %s may have %d. Submit less at a time."
                        .formatted(wanted, has, client, most),
                false);
    }

    /** More than may be kept. */
    static QuotaExceededException ofStorage(String owner, long wanted, long most) {
        return new QuotaExceededException(
                "With this the data sets and models of %s would take %d bytes, and may take %d. Nothing of it was kept; delete what is no longer needed."
                        .formatted(owner, wanted, most),
                false);
    }

    /** Whether the same will be taken in later. */
    public boolean passes() {
        return passes;
    }
}
