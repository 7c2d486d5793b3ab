package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Relu;
import java.util.List;

/** Caffe's {@code cifar10_quick_train_test.prototxt}; there is no ReLU between its two linear layers. */
@JsonTypeName("cifar10_quick")
public record Cifar10Quick() implements Architecture {

    private static final double LINEAR_DEVIATION = 0.1;

    @Override
    public Network network(Shape input, int classes) {
        return new Network(
                input,
                List.of(
                        Caffe.convolution(32, Caffe.FIRST_DEVIATION, 2),
                        Caffe.MAX_POOL,
                        new Relu(),
                        Caffe.convolution(32, Caffe.DEVIATION, 2),
                        new Relu(),
                        Caffe.AVERAGE_POOL,
                        Caffe.convolution(64, Caffe.DEVIATION, 2),
                        new Relu(),
                        Caffe.AVERAGE_POOL,
                        Caffe.linear(64, LINEAR_DEVIATION, 2),
                        Caffe.linear(classes, LINEAR_DEVIATION, 2)));
    }
}
