package dev.rangefinder.trainer.djl.update;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.CaffeSgd;
import dev.rangefinder.run.spec.Optimizer;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.run.spec.RmsProp;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An optimizer's formula, for one array of weights. Their sources and their letters are those of the optimizers' own
 * records.
 */
public sealed interface UpdateRule {

    /** Arrays of the weights' shape that it keeps from step to step; they begin as zeros. */
    int memories();

    /** How much of a gradient stays in its array for the next one to be added to; by default nothing. */
    default double staying(OptionalDouble momentum) {
        return 0;
    }

    /**
     * Moves the weights.
     *
     * @param gradient may be used up, unless some of it stays
     */
    void move(PtNDArray weights, PtNDArray gradient, List<PtNDArray> memories, Pace pace, TensorOps ops);

    /**
     * What differs from step to step, and from one array to another.
     *
     * @param lr the learning rate of this array
     * @param momentum instead of the optimizer's own, or of its first beta, where the schedule says one
     * @param decay what the weight decay of this array is multiplied with
     * @param number of the step, from 1
     */
    record Pace(double lr, OptionalDouble momentum, double decay, int number) {

        double momentum(double own) {
            return momentum.orElse(own);
        }
    }

    static UpdateRule of(Workload workload) {
        return workload.optimizer() instanceof Sgd sgd
                        && !sgd.nesterov()
                        && workload.gradientClipping() == null
                        && workload.precision() != Precision.FLOAT16
                ? new OfHeavyBall(sgd)
                : of(workload.optimizer());
    }

    private static UpdateRule of(Optimizer optimizer) {
        return switch (optimizer) {
            case Sgd sgd -> new OfSgd(sgd);
            case CaffeSgd sgd -> new OfCaffeSgd(sgd);
            case Adam adam -> new OfAdam(adam);
            case AdamW adam -> new OfAdamW(adam);
            case RmsProp rmsProp -> new OfRmsProp(rmsProp);
            case AdaGrad adaGrad -> new OfAdaGrad(adaGrad);
            case AdaDelta adaDelta -> new OfAdaDelta(adaDelta);
        };
    }

    /** {@code d = g + weight_decay * w}. */
    static void decay(PtNDArray gradient, double weightDecay, PtNDArray weights, TensorOps ops) {
        if (weightDecay > 0) {
            ops.add(gradient, weightDecay, weights);
        }
    }

    /** DJL's own is Caffe's form, which keeps the rate inside the velocity and so differs as soon as the rate moves. */
    record OfSgd(Sgd spec) implements UpdateRule {

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            double momentum = pace.momentum(spec.momentum());
            PtNDArray direction = d;
            if (momentum > 0) {
                PtNDArray velocity = memories.get(0);
                ops.scale(velocity, momentum);
                ops.add(velocity, d);
                if (spec.nesterov()) {
                    ops.add(d, momentum, velocity);
                } else {
                    direction = velocity;
                }
            }
            ops.subtract(weights, pace.lr(), direction);
        }
    }

    /**
     * {@link OfSgd} where nothing but the velocity needs the gradient: it gathers in the gradient's own array,
     * {@code v = momentum * v + g}, to which the backward pass adds. That is an array less to keep and two passes less
     * over each.
     */
    record OfHeavyBall(Sgd spec) implements UpdateRule {

        public OfHeavyBall {
            if (spec.nesterov()) {
                throw new IllegalArgumentException("Nesterov's step needs the gradient beside the velocity");
            }
        }

        @Override
        public int memories() {
            return 0;
        }

        @Override
        public double staying(OptionalDouble momentum) {
            return momentum.orElse(spec.momentum());
        }

        @Override
        public void move(PtNDArray weights, PtNDArray velocity, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(velocity, spec.weightDecay() * pace.decay(), weights, ops);
            ops.subtract(weights, pace.lr(), velocity);
        }
    }

    record OfCaffeSgd(CaffeSgd spec) implements UpdateRule {

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            PtNDArray velocity = memories.get(0);
            double momentum = pace.momentum(spec.momentum());
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            if (spec.nesterov()) {
                ops.add(weights, momentum, velocity);
            }
            ops.scale(velocity, momentum);
            ops.add(velocity, pace.lr(), d);
            ops.subtract(weights, spec.nesterov() ? 1 + momentum : 1, velocity);
        }
    }

    record OfAdam(Adam spec) implements UpdateRule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            double b1 = pace.momentum(spec.betas().get(0));
            double b2 = spec.betas().get(1);
            ops.average(memories.get(0), b1, d);
            ops.average(memories.get(1), b2, ops.square(d));
            PtNDArray deviation = ops.times(1 / Math.sqrt(1 - Math.pow(b2, pace.number())), ops.root(memories.get(1)));
            ops.subtract(
                    weights,
                    pace.lr() / (1 - Math.pow(b1, pace.number())),
                    ops.quotient(memories.get(0), ops.sum(deviation, spec.eps())));
        }
    }

    record OfAdamW(AdamW spec) implements UpdateRule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            ops.scale(weights, 1 - pace.lr() * pace.decay() * spec.weightDecay());
            new OfAdam(new Adam(spec.betas(), spec.eps(), 0)).move(weights, d, memories, pace, ops);
        }
    }

    record OfRmsProp(RmsProp spec) implements UpdateRule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            ops.average(memories.get(0), spec.alpha(), ops.square(d));
            ops.scale(memories.get(1), pace.momentum(spec.momentum()));
            ops.add(memories.get(1), ops.quotient(d, ops.sum(ops.root(memories.get(0)), spec.eps())));
            ops.subtract(weights, pace.lr(), memories.get(1));
        }
    }

    record OfAdaGrad(AdaGrad spec) implements UpdateRule {

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            ops.add(memories.get(0), ops.square(d));
            ops.subtract(weights, pace.lr(), ops.quotient(d, ops.sum(ops.root(memories.get(0)), spec.eps())));
        }
    }

    record OfAdaDelta(AdaDelta spec) implements UpdateRule {

        @Override
        public int memories() {
            return 2;
        }

        @Override
        public void move(PtNDArray weights, PtNDArray d, List<PtNDArray> memories, Pace pace, TensorOps ops) {
            decay(d, spec.weightDecay() * pace.decay(), weights, ops);
            ops.average(memories.get(0), spec.rho(), ops.square(d));
            PtNDArray ratio = ops.quotient(
                    ops.root(ops.sum(memories.get(1), spec.eps())), ops.root(ops.sum(memories.get(0), spec.eps())));
            PtNDArray x = ops.product(ratio, d);
            ops.average(memories.get(1), spec.rho(), ops.square(x));
            ops.subtract(weights, pace.lr(), x);
        }
    }
}
