package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Pool;
import dev.rangefinder.model.spec.Layer.Relu;
import java.util.List;

/**
 * LeCun et al.'s convolutional net (Gradient-based learning applied to document recognition, 1998) in today's form:
 * ReLU and max pooling instead of sigmoid and average pooling.
 */
@JsonTypeName("lenet")
public record LeNet() implements Architecture {

    @Override
    public Network network(Shape input, int classes) {
        Pool pool = new Pool(Pool.Kind.MAX, 2, 2, Pool.Edge.DROPPED);
        return new Network(
                input,
                List.of(
                        new Convolution(6, 5, 2),
                        new Relu(),
                        pool,
                        new Convolution(16, 5, 0),
                        new Relu(),
                        pool,
                        new Linear(120),
                        new Relu(),
                        new Linear(84),
                        new Relu(),
                        new Linear(classes)));
    }
}
