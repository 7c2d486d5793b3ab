package dev.rangefinder.report.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;

/**
 * Who asks for a run to train.
 *
 * @param trainer its name: a run that it was handed before and has not ended is handed to it again
 */
public record Trainer(@JsonProperty(required = true) String trainer) {

    public Trainer {
        Check.fields()
                .that(Tags.isWord(trainer), "trainer", trainer, "1 to 200 characters")
                .orThrow();
    }
}
