package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected layers with ReLU between them.
 *
 * @param hidden the units of each layer but the last
 * @param dropout the share of each hidden layer's outputs that is dropped in training
 * @param batchNorm whether there is a batch norm in front of each ReLU
 */
@JsonTypeName("mlp")
public record Mlp(List<Integer> hidden, double dropout, boolean batchNorm) implements Architecture {

    /** One hidden layer of 256: the smallest net that does well on 28×28 images. */
    private static final List<Integer> DEFAULT_HIDDEN = List.of(256);

    private static final int MOST_LAYERS = 32;
    private static final int MOST_UNITS = 16_384;

    public Mlp {
        hidden = List.copyOf(hidden);
        Check check = Check.fields()
                .that(
                        hidden.size() <= MOST_LAYERS,
                        "hidden",
                        hidden.size() + " layers",
                        "at most " + MOST_LAYERS + " layers")
                .that(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 up to, not including, 1");
        for (int i = 0; i < hidden.size(); i++) {
            check.between("hidden/" + i, hidden.get(i), 1, MOST_UNITS);
        }
        check.orThrow();
    }

    /** Without dropout and batch norm. */
    public Mlp(List<Integer> hidden) {
        this(hidden, 0, false);
    }

    @JsonCreator
    static Mlp of(@Nullable List<Integer> hidden, @Nullable Double dropout, @Nullable Boolean batchNorm) {
        return new Mlp(
                Objects.requireNonNullElse(hidden, DEFAULT_HIDDEN),
                Objects.requireNonNullElse(dropout, 0.0),
                Objects.requireNonNullElse(batchNorm, false));
    }

    @Override
    public Network network(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>();
        for (int units : hidden) {
            layers.add(new Layer.Linear(units));
            if (batchNorm) {
                layers.add(Layer.BatchNorm.USUAL);
            }
            layers.add(new Layer.Relu());
            if (dropout > 0) {
                layers.add(new Layer.Dropout(dropout));
            }
        }
        layers.add(new Layer.Linear(classes));
        return new Network(input, layers);
    }
}
