package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fully connected layers with ReLU between them. */
@JsonTypeName("mlp")
public record Mlp(List<Integer> hidden) implements Architecture {

    /** One hidden layer of 256: the smallest net that does well on 28×28 images. */
    private static final List<Integer> DEFAULT_HIDDEN = List.of(256);

    private static final int MOST_LAYERS = 32;
    private static final int MOST_UNITS = 16_384;

    public Mlp(@Nullable List<Integer> hidden) {
        this.hidden = List.copyOf(hidden == null ? DEFAULT_HIDDEN : hidden);
        Check check = Check.fields()
                .that(
                        this.hidden.size() <= MOST_LAYERS,
                        "hidden",
                        this.hidden.size() + " layers",
                        "at most " + MOST_LAYERS + " layers");
        for (int i = 0; i < this.hidden.size(); i++) {
            check.between("hidden/" + i, this.hidden.get(i), 1, MOST_UNITS);
        }
        check.orThrow();
    }

    @Override
    public Network network(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>();
        for (int units : hidden) {
            layers.add(new Layer.Linear(units));
            layers.add(new Layer.Relu());
        }
        layers.add(new Layer.Linear(classes));
        return new Network(input, layers);
    }
}
