package dev.rangefinder.trainer.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.engine.Reason;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@link Flatness}: moves the weights about, looks at the loss and at its gradient, and puts the weights back.
 * What is drawn is the same for every run, so that runs can be compared.
 *
 * <p>With the weights {@code w}, the gradient {@code g} and the radius {@code r}: the sharpness is the rise at
 * {@code w + r g / |g|}; the adaptive one that at {@code w + r w² g / |w g|}, element by element, which a rescaling of
 * layers that leaves the network's function does not change. The Hessian is met in products with a vector,
 * {@code (g(w + h v) - g(w - h v)) / 2h}.
 */
final class FlatnessMeasure {

    /** Each there and back, so that a slope does not count as a rise. The mean of so many is near that of many. */
    private static final int DRAWS = 10;

    private static final long SEED = 3;

    /** Of the norm of all weights: what rounding does to the gradients is far smaller, and so is what the curvature changes. */
    private static final double STEP = 1e-3;

    /** Relative, from one iteration to the next: what is left then is less than what seeds differ by. */
    private static final double TOLERANCE = 1e-3;

    /** An eigenvalue is found to a hundredth by then, if the next one is not within a tenth of it. */
    private static final int MOST_ITERATIONS = 30;

    private final List<PtNDArray> weights;
    private final List<Parameter> parameters;
    private final Objective objective;
    private final FixedBatches batches;
    private final PtNDManager manager;
    private final List<PtNDArray> origin;

    /** A number for each label of a batch, in evaluation mode: the mean of their negatives is the loss. */
    interface Objective {
        PtNDArray of(Batch batch, PtNDManager owner);
    }

    /** One figure for the loss of all batches, and over how many labels it is the mean. */
    private record MeanLoss(double mean, long labels) {}

    private FlatnessMeasure(
            List<Parameter> parameters, Objective objective, FixedBatches batches, PtNDManager manager) {
        this.parameters = parameters;
        this.weights = parameters.stream().map(Parameter::value).toList();
        this.objective = objective;
        this.batches = batches;
        this.manager = manager;
        this.origin = Vectors.copy(weights, manager);
    }

    /**
     * Measures around the weights as they are, after a step at least.
     *
     * @param manager owns what is kept meanwhile: about six times as much as the weights
     */
    static Flatness of(List<Parameter> parameters, Objective objective, FixedBatches batches, PtNDManager manager) {
        JniUtils.setGradMode(false);
        try {
            return new FlatnessMeasure(parameters, objective, batches, manager).measure();
        } catch (EngineException exception) { // cuDNN has no gradients of recurrent layers in evaluation mode
            return Flatness.failed(batches.samples(), Reason.of(exception));
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private Flatness measure() {
        MeanLoss loss = loss();
        if (!Double.isFinite(loss.mean())) {
            return Flatness.failed(batches.samples(), "the loss is no number");
        }
        List<PtNDArray> gradient = Vectors.copy(gradient(loss.labels()), manager);
        return new Flatness(
                batches.samples(),
                loss.mean(),
                finite(sharpness(gradient, loss)),
                finite(adaptiveSharpness(gradient, loss)),
                finite(noiseRise(loss)),
                finite(largestEigenvalue(loss)),
                null);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private double sharpness(List<PtNDArray> gradient, MeanLoss loss) {
        return rise(gradient, Flatness.RADIUS / Vectors.norm(gradient), loss);
    }

    private double adaptiveSharpness(List<PtNDArray> gradient, MeanLoss loss) {
        try (PtNDManager scratch = Vectors.within(manager)) {
            TensorOps ops = new TensorOps(scratch);
            List<PtNDArray> relative = Vectors.products(origin, gradient, ops);
            return rise(
                    Vectors.products(origin, relative, ops), Flatness.ADAPTIVE_RADIUS / Vectors.norm(relative), loss);
        }
    }

    private double noiseRise(MeanLoss loss) {
        SplittableRandom random = new SplittableRandom(SEED);
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            try (PtNDManager scratch = Vectors.within(manager)) {
                List<PtNDArray> noise = Vectors.filterNoise(origin, random, scratch);
                sum += rise(noise, Flatness.NOISE, loss) + rise(noise, -Flatness.NOISE, loss);
            }
        }
        return sum / (2 * DRAWS);
    }

    /** How much higher the loss is so far in a direction; there is none where the direction is nothing. */
    private double rise(List<PtNDArray> direction, double length, MeanLoss loss) {
        if (!Double.isFinite(length)) {
            return 0;
        }
        move(direction, length);
        double there = loss().mean();
        move(direction, 0);
        return there - loss.mean();
    }

    /**
     * Power iteration, of which each step takes what is best of {@code v} and {@code H v}: the larger eigenvector of the
     * Hessian on the two. So it finds the largest eigenvalue, where {@code H v} alone would go to the one of the largest
     * size, which may be negative; and it is never slower.
     */
    private double largestEigenvalue(MeanLoss loss) {
        double norm = Vectors.norm(origin);
        double step = norm == 0 ? STEP : STEP * norm;
        try (PtNDManager own = Vectors.within(manager)) {
            List<PtNDArray> vector = Vectors.gaussian(origin, new SplittableRandom(SEED), own);
            Vectors.scale(vector, 1 / Vectors.norm(vector));
            List<PtNDArray> product = hessianTimes(vector, step, loss, own);
            double eigenvalue = Vectors.dot(vector, product);
            for (int iteration = 1; iteration < MOST_ITERATIONS; iteration++) {
                try (PtNDManager scratch = Vectors.within(own)) {
                    List<PtNDArray> rest = Vectors.copy(product, scratch);
                    Vectors.add(rest, -eigenvalue, vector);
                    double length = Vectors.norm(rest);
                    if (!(length > 0)) {
                        break;
                    }
                    Vectors.scale(rest, 1 / length);
                    List<PtNDArray> ofRest = hessianTimes(rest, step, loss, scratch);
                    double angle = Math.atan2(2 * length, eigenvalue - Vectors.dot(rest, ofRest)) / 2;
                    turn(vector, rest, angle);
                    turn(product, ofRest, angle);
                }
                double last = eigenvalue;
                eigenvalue = Vectors.dot(vector, product);
                if (Math.abs(eigenvalue - last) <= TOLERANCE * Math.abs(eigenvalue)) {
                    break;
                }
            }
            return eigenvalue;
        }
    }

    private static void turn(List<PtNDArray> vector, List<PtNDArray> other, double angle) {
        Vectors.scale(vector, Math.cos(angle));
        Vectors.add(vector, Math.sin(angle), other);
    }

    /** {@code H v}, by the change of the gradient along {@code v}. */
    private List<PtNDArray> hessianTimes(List<PtNDArray> vector, double step, MeanLoss loss, PtNDManager owner) {
        move(vector, step);
        List<PtNDArray> product = Vectors.copy(gradient(loss.labels()), owner);
        move(vector, -step);
        Vectors.add(product, -1, gradient(loss.labels()));
        move(vector, 0);
        Vectors.scale(product, 1 / (2 * step));
        return product;
    }

    /** The weights are where they were, and so far in a direction from there. */
    private void move(List<PtNDArray> direction, double length) {
        Vectors.scale(weights, 0);
        Vectors.add(weights, 1, origin);
        if (length != 0) {
            Vectors.add(weights, length, direction);
        }
    }

    private MeanLoss loss() {
        double sum = 0;
        long labels = 0;
        for (Batch batch : batches) {
            try (PtNDManager scratch = Vectors.within(manager)) {
                for (float value : Tensors.floats(objective.of(batch, scratch))) {
                    sum -= value;
                }
            }
            labels += batch.targets();
        }
        return new MeanLoss(sum / labels, labels);
    }

    /** Of the mean loss; the arrays are the same each time. */
    private List<PtNDArray> gradient(long labels) {
        weights.forEach(JniUtils::zeroGrad);
        for (Batch batch : batches) {
            try (PtNDManager scratch = Vectors.within(manager)) {
                JniUtils.setGradMode(true);
                PtNDArray values = objective.of(batch, scratch);
                PtNDArray each = Tensors.filled(scratch, -1f / labels, new Shape(batch.targets(), 1));
                JniUtils.backward(values, each, false, false);
                JniUtils.setGradMode(false);
            }
        }
        return parameters.stream().map(Parameter::gradient).toList();
    }
}
