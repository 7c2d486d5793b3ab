package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a submission names as the thing to be trained. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "architecture")
public sealed interface Model permits Architecture, TorchScript {}
