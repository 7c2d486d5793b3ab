package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** What a trial says of an engine, line by line: the last one counts, also where the process crashed behind it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
public sealed interface EngineAnswer {

    /** It is about to try this. */
    @JsonTypeName("trying")
    record Trying(String what) implements EngineAnswer {}

    /** Everything has given the numbers that it should. */
    @JsonTypeName("works")
    record Works(String version) implements EngineAnswer {}

    /** Something has not. */
    @JsonTypeName("fails")
    record Fails(String what, String reason) implements EngineAnswer {}
}
