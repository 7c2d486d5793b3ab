package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Linear;
import java.util.List;

/**
 * Logistic regression. Its loss is convex, so that it may begin at zero, where every class is as likely as the others.
 */
@JsonTypeName("linear")
public record LinearModel() implements Architecture {

    @Override
    public Network network(Shape input, int classes) {
        return new Network(input, List.of(new Linear(classes, ParameterSpec.ZEROS, ParameterSpec.ZEROS)));
    }
}
