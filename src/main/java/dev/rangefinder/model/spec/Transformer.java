package dev.rangefinder.model.spec;

import dev.rangefinder.model.spec.Layer.Attention;
import dev.rangefinder.model.spec.Layer.Dropout;
import dev.rangefinder.model.spec.Layer.Gelu;
import dev.rangefinder.model.spec.Layer.LayerNorm;
import dev.rangefinder.model.spec.Layer.Projection;
import dev.rangefinder.model.spec.Layer.Residual;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a transformer whose norms stand in front (Radford et al., Language Models are Unsupervised Multitask
 * Learners, 2019, section 2.3): attention, then two projections with a GELU between them, each added to its input.
 *
 * @param causal whether a place sees none behind it
 */
record Transformer(int depth, int width, int heads, double dropout, boolean causal) {

    private static final double DEVIATION = 0.02;

    /** What GPT-2 begins with. */
    static final ParameterSpec WEIGHT = ParameterSpec.normal(DEVIATION);

    /** 96 blocks, and 12,288 channels, are those of the largest GPT-3. */
    private static final int MOST_DEPTH = 96;

    private static final int MOST_WIDTH = 12_288;

    /** Of the projection in the middle of a block. */
    private static final int TIMES_AS_WIDE = 4;

    /** Attention and projections each add to what goes past them. */
    private static final int ADDED_PER_BLOCK = 2;

    /** What is wrong with the fields, if anything; they are called the same in each architecture. */
    static Check check(int depth, int width, int heads, double dropout) {
        return Check.fields()
                .between("depth", depth, 1, MOST_DEPTH)
                .between("width", width, 1, MOST_WIDTH)
                .that(
                        heads >= 1 && width % heads == 0,
                        "heads",
                        heads,
                        "1 or more, by which the width of %d can be divided".formatted(width))
                .that(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 up to, not including, 1");
    }

    void addTo(List<Layer> layers) {
        addDropout(layers);
        for (int block = 0; block < depth; block++) {
            layers.add(new Residual(attention()));
            layers.add(new Residual(projections()));
        }
        layers.add(new LayerNorm());
    }

    private List<Layer> attention() {
        return dropped(List.of(new LayerNorm(), new Attention(heads, causal, dropout, WEIGHT, added())));
    }

    private List<Layer> projections() {
        return dropped(List.of(
                new LayerNorm(),
                new Projection(TIMES_AS_WIDE * width, WEIGHT, ParameterSpec.ZEROS),
                new Gelu(),
                new Projection(width, added(), ParameterSpec.ZEROS)));
    }

    /** So that what goes past all blocks does not grow with their number. */
    private ParameterSpec added() {
        return ParameterSpec.normal(DEVIATION / Math.sqrt(ADDED_PER_BLOCK * depth));
    }

    private List<Layer> dropped(List<Layer> path) {
        List<Layer> all = new ArrayList<>(path);
        addDropout(all);
        return all;
    }

    private void addDropout(List<Layer> layers) {
        if (dropout > 0) {
            layers.add(new Dropout(dropout));
        }
    }
}
