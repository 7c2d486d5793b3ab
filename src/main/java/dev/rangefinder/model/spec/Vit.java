package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.MeanPlace;
import dev.rangefinder.model.spec.Layer.Positions;
import dev.rangefinder.model.spec.Layer.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The vision transformer (Dosovitskiy et al., arXiv 2010.11929) without a class token: what it says of an image is the
 * mean over its patches (Beyer, Zhai and Kolesnikov, arXiv 2205.01580).
 *
 * @param patch how many pixels a side of a patch has
 * @param depth how many blocks
 * @param width how many channels
 * @param dropout as in {@link Gpt}
 */
@JsonTypeName("vit")
public record Vit(int patch, int depth, int width, int heads, double dropout) implements Architecture {

    /** Sixty-four patches of an image of CIFAR, and a width that a processor trains. */
    private static final int DEFAULT_PATCH = 4;

    private static final int DEFAULT_DEPTH = 6;
    private static final int DEFAULT_WIDTH = 128;
    private static final int DEFAULT_HEADS = 4;

    /** Four times the largest of the paper. */
    private static final int LARGEST_PATCH = 128;

    public Vit {
        Transformer.check(depth, width, heads, dropout)
                .between("patch", patch, 1, LARGEST_PATCH)
                .orThrow();
    }

    @JsonCreator
    static Vit of(
            @Nullable Integer patch,
            @Nullable Integer depth,
            @Nullable Integer width,
            @Nullable Integer heads,
            @Nullable Double dropout) {
        return new Vit(
                Objects.requireNonNullElse(patch, DEFAULT_PATCH),
                Objects.requireNonNullElse(depth, DEFAULT_DEPTH),
                Objects.requireNonNullElse(width, DEFAULT_WIDTH),
                Objects.requireNonNullElse(heads, DEFAULT_HEADS),
                Objects.requireNonNullElse(dropout, 0.0));
    }

    @Override
    public Network network(Shape input, int classes) {
        if (input.height() % patch != 0 || input.width() % patch != 0) {
            throw new DoesNotFitException(
                    "its patches of %d×%d must fill the images, without a rest".formatted(patch, patch));
        }
        List<Layer> layers = new ArrayList<>();
        layers.add(new Convolution(width, patch, patch, 0, Transformer.WEIGHT, ParameterSpec.ZEROS));
        layers.add(new Sequence());
        layers.add(new Positions(Transformer.WEIGHT));
        new Transformer(depth, width, heads, dropout, false).addTo(layers);
        layers.add(new MeanPlace());
        layers.add(new Linear(classes, Transformer.WEIGHT, ParameterSpec.ZEROS));
        return new Network(input, layers);
    }
}
