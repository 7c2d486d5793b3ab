package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** What a server says to its trainer: one order, and a sign of life each second. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
public sealed interface ServerLine permits Order, ServerLine.Alive {

    @JsonTypeName("alive")
    record Alive() implements ServerLine {}
}
