package dev.rangefinder.run;

/** A write by an attempt that is no longer the run's current one, or whose run is over. */
public class StaleAttemptException extends RuntimeException {

    StaleAttemptException(Attempt attempt) {
        super("Attempt %d at run %s is not the current one.".formatted(attempt.number(), attempt.run()));
    }
}
