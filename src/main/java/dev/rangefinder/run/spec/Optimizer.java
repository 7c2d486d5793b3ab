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

    /**
     * The share of a step that lives on in the next one: the momentum, or the first beta; from 0 up to, not including,
     * 1.
     */
    default double carriedOn() {
        return switch (this) {
            case Sgd sgd -> sgd.momentum();
            case CaffeSgd sgd -> sgd.momentum();
            case Adam adam -> adam.betas().getFirst();
            case AdamW adam -> adam.betas().getFirst();
            case RmsProp rmsProp -> rmsProp.momentum();
            case AdaGrad ignored -> 0;
            case AdaDelta ignored -> 0;
        };
    }
}
