package dev.rangefinder.trainer.djl;

import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Softmax regression in double, by its formulas; the weights of a class stand together, the biases behind all. */
final class SoftmaxRegression {

    private final int features;
    private final int classes;
    private final List<double[]> inputs = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    SoftmaxRegression(FixedBatches batches, int features, int classes) {
        this.features = features;
        this.classes = classes;
        for (Batch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                double[] input = new double[features + 1];
                for (int j = 0; j < features; j++) {
                    input[j] = batch.inputs().asFloatBuffer().get(i * features + j);
                }
                input[features] = 1;
                inputs.add(input);
                labels.add(batch.label(i));
            }
        }
    }

    double[] flat(Weights weights) {
        float[] matrix = Tensors.floats(weights.all().getFirst().value());
        float[] biases = Tensors.floats(weights.all().getLast().value());
        double[] flat = new double[matrix.length + biases.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i < matrix.length ? matrix[i] : biases[i - matrix.length];
        }
        return flat;
    }

    /** Where the weight of a feature for a class stands; the bias is that of the feature behind the last. */
    private int index(int k, int feature) {
        return feature == features ? classes * features + k : k * features + feature;
    }

    private double[] probabilities(double[] w, double[] input) {
        double[] p = new double[classes];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            double score = 0;
            for (int j = 0; j <= features; j++) {
                score += w[index(k, j)] * input[j];
            }
            p[k] = Math.exp(score);
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return p;
    }

    double loss(double[] w) {
        double sum = 0;
        for (int i = 0; i < inputs.size(); i++) {
            sum -= Math.log(probabilities(w, inputs.get(i))[labels.get(i)]);
        }
        return sum / inputs.size();
    }

    double[] gradient(double[] w) {
        double[] gradient = new double[w.length];
        for (int i = 0; i < inputs.size(); i++) {
            double[] p = probabilities(w, inputs.get(i));
            p[labels.get(i)] -= 1;
            for (int k = 0; k < classes; k++) {
                for (int j = 0; j <= features; j++) {
                    gradient[index(k, j)] += p[k] * inputs.get(i)[j] / inputs.size();
                }
            }
        }
        return gradient;
    }

    /** Of the exact Hessian, {@code mean((diag(p) - p pᵀ) ⊗ x xᵀ)}, by so many iterations that nothing moves any more. */
    double largestEigenvalue(double[] w) {
        double[][] hessian = new double[w.length][w.length];
        for (double[] x : inputs) {
            double[] p = probabilities(w, x);
            for (int k = 0; k < classes; k++) {
                for (int l = 0; l < classes; l++) {
                    double middle = ((k == l ? p[k] : 0) - p[k] * p[l]) / inputs.size();
                    for (int i = 0; i <= features; i++) {
                        for (int j = 0; j <= features; j++) {
                            hessian[index(k, i)][index(l, j)] += middle * x[i] * x[j];
                        }
                    }
                }
            }
        }
        return largestEigenvalue(hessian);
    }

    /** Of a matrix that has none below zero. */
    static double largestEigenvalue(double[][] matrix) {
        double[] v = new double[matrix.length];
        Random random = new Random(1);
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextGaussian();
        }
        double eigenvalue = 0;
        for (int iteration = 0; iteration < 10_000; iteration++) {
            double[] product = new double[v.length];
            double squares = 0;
            for (int i = 0; i < v.length; i++) {
                for (int j = 0; j < v.length; j++) {
                    product[i] += matrix[i][j] * v[j];
                }
                squares += product[i] * product[i];
            }
            eigenvalue = Math.sqrt(squares);
            for (int i = 0; i < v.length; i++) {
                v[i] = product[i] / eigenvalue;
            }
        }
        return eigenvalue;
    }

    /** Over many draws of noise that is a tenth as long as the weights of each class. */
    double meanRise(double[] w, int draws) {
        Random random = new Random(2);
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[] there = w.clone();
            for (int k = 0; k < classes; k++) {
                double[] noise = random.doubles(features)
                        .map(uniform -> random.nextGaussian())
                        .toArray();
                double ofNoise = 0;
                double ofWeights = 0;
                for (int j = 0; j < features; j++) {
                    ofNoise += noise[j] * noise[j];
                    ofWeights += w[index(k, j)] * w[index(k, j)];
                }
                for (int j = 0; j < features; j++) {
                    there[index(k, j)] += 0.1 * noise[j] * Math.sqrt(ofWeights / ofNoise);
                }
            }
            sum += loss(there) - loss(w);
        }
        return sum / draws;
    }
}
