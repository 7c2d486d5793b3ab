package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a step changes the weights, apart from the learning rate, which is the schedule's. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Optimizer permits Sgd, CaffeSgd, Adam, AdamW, RmsProp, AdaGrad, AdaDelta {}
