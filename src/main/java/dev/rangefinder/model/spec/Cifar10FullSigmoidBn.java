package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Sigmoid;
import java.util.List;

/** Caffe's {@code cifar10_full_sigmoid_train_test_bn.prototxt}; its batch norms learn neither scale nor shift. */
@JsonTypeName("cifar10_full_sigmoid_bn")
public record Cifar10FullSigmoidBn() implements Architecture {

    private static final BatchNorm NORM = new BatchNorm(BatchNorm.Averaging.CORRECTED, BatchNorm.Affine.NONE);

    @Override
    public Network network(Shape input, int classes) {
        return new Network(
                input,
                List.of(
                        Caffe.convolutionWithoutBias(32, Caffe.FIRST_DEVIATION),
                        Caffe.MAX_POOL,
                        NORM,
                        new Sigmoid(),
                        Caffe.convolutionWithoutBias(32, Caffe.DEVIATION),
                        NORM,
                        new Sigmoid(),
                        Caffe.AVERAGE_POOL,
                        Caffe.convolutionWithoutBias(64, Caffe.DEVIATION),
                        NORM,
                        new Sigmoid(),
                        Caffe.AVERAGE_POOL,
                        new Linear(classes, ParameterSpec.normal(Caffe.DEVIATION), ParameterSpec.ZEROS.times(1, 0))));
    }
}
