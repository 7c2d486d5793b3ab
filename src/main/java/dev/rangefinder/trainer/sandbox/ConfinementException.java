package dev.rangefinder.trainer.sandbox;

/** This machine cannot confine a process: the message says what it lacks. */
public final class ConfinementException extends Exception {

    ConfinementException(String message) {
        super(message);
    }
}
