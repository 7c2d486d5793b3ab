package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Embedding;
import dev.rangefinder.model.spec.Layer.Positions;
import dev.rangefinder.model.spec.Layer.Projection;
import dev.rangefinder.model.spec.Layer.TokenScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * GPT-2's transformer (Radford et al., Language Models are Unsupervised Multitask Learners, 2019), which tells each
 * token of a text from those before it. It has a learned position for each place of a window.
 *
 * @param depth how many blocks
 * @param width how many channels
 * @param dropout of what is embedded, of the weights of attention, and of what each half of a block adds
 * @param tied whether the output has the weights of the embedding, as in GPT-2, instead of its own
 */
@JsonTypeName("gpt")
public record Gpt(int depth, int width, int heads, double dropout, boolean tied) implements Architecture {

    /** One that learns something of a text within minutes on a processor. */
    private static final int DEFAULT_DEPTH = 4;

    private static final int DEFAULT_WIDTH = 128;
    private static final int DEFAULT_HEADS = 4;

    public Gpt {
        Transformer.check(depth, width, heads, dropout).orThrow();
    }

    @JsonCreator
    static Gpt of(
            @Nullable Integer depth,
            @Nullable Integer width,
            @Nullable Integer heads,
            @Nullable Double dropout,
            @Nullable Boolean tied) {
        return new Gpt(
                Objects.requireNonNullElse(depth, DEFAULT_DEPTH),
                Objects.requireNonNullElse(width, DEFAULT_WIDTH),
                Objects.requireNonNullElse(heads, DEFAULT_HEADS),
                Objects.requireNonNullElse(dropout, 0.0),
                Objects.requireNonNullElse(tied, true));
    }

    @Override
    public boolean readsTokens() {
        return true;
    }

    @Override
    public Network network(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Embedding(classes, width, Transformer.WEIGHT));
        layers.add(new Positions(Transformer.WEIGHT));
        new Transformer(depth, width, heads, dropout, true).addTo(layers);
        layers.add(tied ? new TokenScores(classes) : new Projection(classes, Transformer.WEIGHT, null));
        return new Network(input, layers);
    }
}
