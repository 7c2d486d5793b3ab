package dev.rangefinder.trainer.djl;

import ai.djl.pytorch.engine.PtNDManager;

/** How an optimizer moves the weights. */
interface Update {

    /**
     * Moves every parameter by its gradient, and clears the gradient.
     *
     * @param scratch owns all arrays that live no longer than this step
     */
    void apply(double lr, PtNDManager scratch);
}
