package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Relu;
import java.util.List;

/** Caffe's {@code cifar10_full_train_test.prototxt}, the net of the paper's experiments. */
@JsonTypeName("cifar10_full")
public record Cifar10Full() implements Architecture {

    @Override
    public Network network(Shape input, int classes) {
        return new Network(
                input,
                List.of(
                        Caffe.convolution(32, Caffe.FIRST_DEVIATION, 2),
                        Caffe.MAX_POOL,
                        new Relu(),
                        Caffe.NORM,
                        Caffe.convolution(32, Caffe.DEVIATION, 2),
                        new Relu(),
                        Caffe.AVERAGE_POOL,
                        Caffe.NORM,
                        Caffe.convolution(64, Caffe.DEVIATION, 1),
                        new Relu(),
                        Caffe.AVERAGE_POOL,
                        new Linear(
                                classes,
                                ParameterSpec.normal(Caffe.DEVIATION).times(1, 250),
                                ParameterSpec.ZEROS.times(2, 0))));
    }
}
