package dev.rangefinder.trainer.loop;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.run.spec.EarlyStopping;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.loop.Learner.BatchResult;
import dev.rangefinder.trainer.protocol.Order;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One training from its first iteration to its end. */
public final class TrainingLoop {

    /** Labels of a regression are scaled to it. */
    private static final double TRAINING_VARIANCE = 1;

    private final Order order;
    private final Batches batches;
    private final Learner learner;
    private final Consumer<Observation> observer;

    public TrainingLoop(Order order, Batches batches, Learner learner, Consumer<Observation> observer) {
        this.order = order;
        this.batches = batches;
        this.learner = learner;
        this.observer = observer;
    }

    /**
     * Trains until every iteration is done or the loss says that there is nothing more to see. The loss of an iteration
     * is read when the next has begun, so that a device need not wait; only an evaluation waits for it.
     */
    public EndReason run() {
        EarlyStopping stopping = new EarlyStopping(order.stopRule());
        Optional<Step> unread = Optional.empty();
        for (long iteration = 0; iteration < order.iterations(); iteration++) {
            Step step = new Step(iteration);
            step.look();
            Optional<EndReason> end = unread.flatMap(before -> before.read(stopping));
            if (end.isEmpty()) {
                step.take();
                end = step.isEvaluated() ? step.read(stopping) : Optional.empty();
                unread = step.isEvaluated() ? Optional.empty() : Optional.of(step);
            }
            if (end.isPresent()) {
                return end.get();
            }
        }
        return unread.flatMap(last -> last.read(stopping)).orElse(EndReason.COMPLETED);
    }

    /** One iteration, from the look at its batches to what is told of it. */
    private final class Step {

        private final long iteration;
        private final double lr;
        private final OptionalDouble momentum;
        private Learner.@Nullable Seen last;
        private double loss;
        private long right;
        private long targets;

        Step(long iteration) {
            this.iteration = iteration;
            lr = order.schedule().learningRate(iteration);
            momentum = order.schedule().momentum(iteration);
        }

        /** Looks at its batches; the gradients of all but the last are gathered. */
        void look() {
            int accumulated = order.workload().accumulate();
            for (int number = 1; number <= accumulated; number++) {
                Batch batch = batches.next();
                Learner.Seen seen = learner.look(batch);
                addLast();
                last = seen;
                targets += batch.targets();
                if (number < accumulated) {
                    learner.gather(momentum);
                }
            }
        }

        private void addLast() {
            if (last != null) {
                BatchResult result = last.read();
                loss += result.loss() / order.workload().accumulate();
                right += result.right();
                last = null;
            }
        }

        void take() {
            learner.step(lr, momentum);
        }

        boolean isEvaluated() {
            return order.evaluation().isDueAfter(iteration, order.iterations());
        }

        /** Tells what was seen, and whether the training ends with it: an evaluation is then left out. */
        Optional<EndReason> read(EarlyStopping stopping) {
            addLast();
            Optional<EndReason> end = stopping.after(loss);
            @Nullable Double score = score(loss, right, targets, TRAINING_VARIANCE);
            @Nullable Validation validation = isEvaluated() && end.isEmpty() ? validation() : null;
            observer.accept(new Observation(iteration, lr, loss, score, validation));
            return end;
        }
    }

    private Validation validation() {
        double loss = 0;
        long right = 0;
        long targets = 0;
        for (int part = 0; part < batches.evaluationBatches(); part++) {
            Batch batch = batches.nextEvaluation();
            BatchResult result = learner.evaluate(batch);
            loss += result.loss() * batch.targets();
            right += result.right();
            targets += batch.targets();
        }
        return new Validation(loss / targets, score(loss / targets, right, targets, batches.evaluatedVariance()));
    }

    /** The accuracy, or in a regression R²; null where the labels do not vary, or the loss is no number. */
    private @Nullable Double score(double loss, long right, long targets, double variance) {
        return switch (order.data().layout().task().score()) {
            case ACCURACY -> (double) right / targets;
            case R2 -> variance > 0 && Double.isFinite(loss) ? (Double) (1 - loss / variance) : null;
        };
    }
}
