package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** What a trial says of a module. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
public sealed interface TrialAnswer {

    /**
     * It can be trained.
     *
     * @param parameters how many numbers it learns
     */
    @JsonTypeName("trainable")
    record Trainable(long parameters) implements TrialAnswer {}

    /** It cannot: what the module is, and what it would have to be. */
    @JsonTypeName("refused")
    record Refused(String found, String expected) implements TrialAnswer {}
}
