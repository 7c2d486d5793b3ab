package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All weights of a network, or a number for each of them, as one vector: an array for each array of weights. */
final class Vectors {

    private Vectors() {}

    static PtNDManager within(PtNDManager manager) {
        return manager.newSubManager(manager.getDevice());
    }

    static List<PtNDArray> copy(List<PtNDArray> vector, PtNDManager owner) {
        List<PtNDArray> copies = new ArrayList<>();
        for (PtNDArray array : vector) {
            PtNDArray copy = JniUtils.clone(array);
            copy.attach(owner);
            copies.add(copy);
        }
        return copies;
    }

    static double dot(List<PtNDArray> one, List<PtNDArray> other) {
        double sum = 0;
        try (PtNDManager scratch = within(one.getFirst().getManager())) {
            TensorOps ops = new TensorOps(scratch);
            for (int i = 0; i < one.size(); i++) {
                sum += Tensors.number(ops.total(ops.product(one.get(i), other.get(i))));
            }
        }
        return sum;
    }

    static double norm(List<PtNDArray> vector) {
        return Math.sqrt(dot(vector, vector));
    }

    /** In place. */
    static void scale(List<PtNDArray> vector, double factor) {
        try (PtNDManager scratch = within(vector.getFirst().getManager())) {
            TensorOps ops = new TensorOps(scratch);
            vector.forEach(array -> ops.scale(array, factor));
        }
    }

    /** {@code vector += factor * other}, in place. */
    static void add(List<PtNDArray> vector, double factor, List<PtNDArray> other) {
        try (PtNDManager scratch = within(vector.getFirst().getManager())) {
            TensorOps ops = new TensorOps(scratch);
            for (int i = 0; i < vector.size(); i++) {
                ops.add(vector.get(i), factor, other.get(i));
            }
        }
    }

    static List<PtNDArray> products(List<PtNDArray> one, List<PtNDArray> other, TensorOps ops) {
        List<PtNDArray> products = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            products.add(ops.product(one.get(i), other.get(i)));
        }
        return products;
    }

    /** In a random direction, one is as likely as any other, and about as long as there are weights. */
    static List<PtNDArray> gaussian(List<PtNDArray> like, SplittableRandom random, PtNDManager owner) {
        List<PtNDArray> drawn = new ArrayList<>();
        for (PtNDArray array : like) {
            drawn.add(Tensors.of(owner, gaussian(Tensors.size(array), random), new Shape(Tensors.shape(array))));
        }
        return drawn;
    }

    /**
     * A random direction in which each filter is as long as that of the weights (Li et al., arXiv 1712.09913, section
     * 4): the part of an array that makes one output, which is one index of its first dimension. Biases and what scales
     * a norm stay where they are, as there.
     */
    static List<PtNDArray> filterNoise(List<PtNDArray> weights, SplittableRandom random, PtNDManager owner) {
        List<PtNDArray> drawn = new ArrayList<>();
        for (PtNDArray array : weights) {
            Shape shape = new Shape(Tensors.shape(array));
            float[] noise = new float[(int) shape.size()];
            if (shape.dimension() > 1) {
                noise = gaussian(noise.length, random);
                float[] values = Tensors.floats(array);
                int length = noise.length / (int) shape.get(0);
                for (int from = 0; from < noise.length; from += length) {
                    double factor = Math.sqrt(squares(values, from, length) / squares(noise, from, length));
                    for (int i = from; i < from + length; i++) {
                        noise[i] *= (float) factor;
                    }
                }
            }
            drawn.add(Tensors.of(owner, noise, shape));
        }
        return drawn;
    }

    private static double squares(float[] values, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    private static float[] gaussian(int size, SplittableRandom random) {
        float[] drawn = new float[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        return drawn;
    }
}
