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

    /** Trains until every iteration is done or the loss says that there is nothing more to see. */
    public EndReason run() {
        EarlyStopping stopping = new EarlyStopping(order.stopRule());
        for (long iteration = 0; iteration < order.iterations(); iteration++) {
            double lr = order.schedule().learningRate(iteration);
            OptionalDouble momentum = order.schedule().momentum(iteration);
            Look look = look(momentum);
            Optional<EndReason> end = stopping.after(look.loss());
            if (end.isPresent()) {
                observer.accept(new Observation(iteration, lr, look.loss(), look.accuracy(), null));
                return end.get();
            }
            learner.step(lr, momentum);
            observer.accept(new Observation(iteration, lr, look.loss(), look.accuracy(), validation(iteration)));
        }
        return EndReason.COMPLETED;
    }

    /** Mean loss and score of what a step learns from. */
    private record Look(double loss, @Nullable Double accuracy) {}

    /** Looks at the batches of a step; the gradients of all but the last are gathered. */
    private Look look(OptionalDouble momentum) {
        int accumulated = order.workload().accumulate();
        double loss = 0;
        long right = 0;
        long targets = 0;
        for (int number = 1; number <= accumulated; number++) {
            Batch batch = batches.next();
            BatchResult result = learner.look(batch);
            loss += result.loss() / accumulated;
            right += result.right();
            targets += batch.targets();
            if (number < accumulated) {
                learner.gather(momentum);
            }
        }
        return new Look(loss, score(loss, right, targets, TRAINING_VARIANCE));
    }

    private @Nullable Validation validation(long iteration) {
        if (!order.evaluation().isDueAfter(iteration, order.iterations())) {
            return null;
        }
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
