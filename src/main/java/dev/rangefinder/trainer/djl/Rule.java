package dev.rangefinder.trainer.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.CaffeSgd;
import dev.rangefinder.run.spec.RmsProp;
import java.util.List;

/** An optimizer's formula, for one array of weights. Their sources and their letters are those of the optimizers' own records. */
sealed interface Rule {

    /** Arrays of the weights' shape that it keeps from step to step; they begin as zeros. */
    int memories();

    /**
     * Moves the weights.
     *
     * @param gradient may be used up
     */
    void move(PtNDArray weights, PtNDArray gradient, List<PtNDArray> memories, Pace pace, Step step);

    /**
     * What differs from step to step, and from one array to another.
     *
     * @param lr the learning rate of this array
     * @param decay what the weight decay of this array is multiplied with
     * @param number of the step, from 1
     */
    record Pace(double lr, double decay, int number) {}

    /** {@code d = g + weight_decay * w}. */
    static void decay(PtNDArray gradient, double weightDecay, PtNDArray weights, Step step) {
        if (weightDecay > 0) {
            step.add(gradient, weightDecay, weights);
        }
    }

    record OfCaffeSgd(CaffeSgd spec) implements Rule {

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            PtNDArray velocity = memories.get(0);
            decay(d, spec.weightDecay() * pace.decay(), weights, step);
            if (spec.nesterov()) {
                step.add(weights, spec.momentum(), velocity);
            }
            step.scale(velocity, spec.momentum());
            step.add(velocity, pace.lr(), d);
            step.subtract(weights, spec.nesterov() ? 1 + spec.momentum() : 1, velocity);
        }
    }

    record OfAdam(Adam spec) implements Rule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            decay(d, spec.weightDecay() * pace.decay(), weights, step);
            double b1 = spec.betas().get(0);
            double b2 = spec.betas().get(1);
            step.average(memories.get(0), b1, d);
            step.average(memories.get(1), b2, step.square(d));
            PtNDArray deviation = step.times(1 / Math.sqrt(1 - Math.pow(b2, pace.number())), step.root(memories.get(1)));
            step.subtract(
                    weights,
                    pace.lr() / (1 - Math.pow(b1, pace.number())),
                    step.quotient(memories.get(0), step.sum(deviation, spec.eps())));
        }
    }

    record OfAdamW(AdamW spec) implements Rule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            step.scale(weights, 1 - pace.lr() * pace.decay() * spec.weightDecay());
            new OfAdam(new Adam(spec.betas(), spec.eps(), 0)).move(weights, d, memories, pace, step);
        }
    }

    record OfRmsProp(RmsProp spec) implements Rule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            decay(d, spec.weightDecay() * pace.decay(), weights, step);
            step.average(memories.get(0), spec.alpha(), step.square(d));
            step.scale(memories.get(1), spec.momentum());
            step.add(memories.get(1), 1, step.quotient(d, step.sum(step.root(memories.get(0)), spec.eps())));
            step.subtract(weights, pace.lr(), memories.get(1));
        }
    }

    record OfAdaGrad(AdaGrad spec) implements Rule {

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            decay(d, spec.weightDecay() * pace.decay(), weights, step);
            step.add(memories.get(0), 1, step.square(d));
            step.subtract(weights, pace.lr(), step.quotient(d, step.sum(step.root(memories.get(0)), spec.eps())));
        }
    }

    record OfAdaDelta(AdaDelta spec) implements Rule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, Step step) {
            decay(d, spec.weightDecay() * pace.decay(), weights, step);
            step.average(memories.get(0), spec.rho(), step.square(d));
            PtNDArray ratio = step.quotient(
                    step.root(step.sum(memories.get(1), spec.eps())), step.root(step.sum(memories.get(0), spec.eps())));
            PtNDArray x = step.product(ratio, d);
            step.average(memories.get(1), spec.rho(), step.square(x));
            step.subtract(weights, pace.lr(), x);
        }
    }
}
