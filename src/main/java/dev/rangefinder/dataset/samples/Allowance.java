package dev.rangefinder.dataset.samples;

/**
 * How many bytes a data set may take: a small table or archive may become far larger than it is, and would fill the disk
 * before anyone looked.
 */
public final class Allowance {

    private final long most;
    private long taken;

    public Allowance(long most) {
        this.most = most;
    }

    /** Of what this service makes itself. */
    public static Allowance unlimited() {
        return new Allowance(Long.MAX_VALUE);
    }

    void take(int bytes) {
        taken += bytes;
        if (taken > most) {
            throw new ExceededException(taken);
        }
    }

    /** More was to be written than may be. */
    public static final class ExceededException extends RuntimeException {

        private final long bytes;

        private ExceededException(long bytes) {
            super("a data set of %d bytes or more".formatted(bytes));
            this.bytes = bytes;
        }

        /** How many there are at least. */
        public long bytes() {
            return bytes;
        }
    }
}
