package dev.rangefinder.report;

import dev.rangefinder.shared.ConflictException;

/** A report of a trainer whose run was handed to another one while it was silent. */
public class HandedToAnotherException extends ConflictException {

    HandedToAnotherException(String reporter, String trainer) {
        super(
                "handed-to-another",
                "This run is trained by %s since %s was silent. Nothing of the report is kept; ask for another run."
                        .formatted(trainer, reporter));
    }
}
