package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a step changes the weights, apart from the learning rate, which is the schedule's. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Optimizer permits Sgd, CaffeSgd, Adam, AdamW, RmsProp, AdaGrad, AdaDelta {

    /** Whether there is a momentum, or a first beta, that a schedule can move. */
    default boolean hasMomentum() {
        return switch (this) {
            case Sgd ignored -> true;
            case CaffeSgd ignored -> true;
            case Adam ignored -> true;
            case AdamW ignored -> true;
            case RmsProp ignored -> true;
            case AdaGrad ignored -> false;
            case AdaDelta ignored -> false;
        };
    }
}
