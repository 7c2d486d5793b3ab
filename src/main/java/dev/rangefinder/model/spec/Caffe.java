package dev.rangefinder.model.spec;

import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.LocalResponseNorm;
import dev.rangefinder.model.spec.Layer.Pool;

/** What Caffe's CIFAR-10 examples have in common: {@code examples/cifar10} of github.com/BVLC/caffe. */
final class Caffe {

    /** Of the first convolution, whose inputs are as large as 255; those of the others are smaller by far. */
    static final double FIRST_DEVIATION = 0.0001;

    static final double DEVIATION = 0.01;

    static final Pool MAX_POOL = new Pool(Pool.Kind.MAX, 3, 2, Pool.Edge.KEPT);
    static final Pool AVERAGE_POOL = new Pool(Pool.Kind.AVERAGE, 3, 2, Pool.Edge.KEPT);
    static final LocalResponseNorm NORM = new LocalResponseNorm(3, 5e-5, 0.75);

    private Caffe() {}

    static Convolution convolution(int channels, double deviation, double biasRate) {
        return new Convolution(
                channels, 5, 1, 2, ParameterSpec.normal(deviation), ParameterSpec.ZEROS.times(biasRate, 1));
    }

    static Convolution convolutionWithoutBias(int channels, double deviation) {
        return new Convolution(channels, 5, 1, 2, ParameterSpec.normal(deviation), null);
    }

    static Linear linear(int outputs, double deviation, double biasRate) {
        return new Linear(outputs, ParameterSpec.normal(deviation), ParameterSpec.ZEROS.times(biasRate, 1));
    }
}
