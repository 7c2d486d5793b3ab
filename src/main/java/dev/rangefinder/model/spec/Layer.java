package dev.rangefinder.model.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a network's forward pass. */
public sealed interface Layer {

    /** What a person calls it. */
    default String name() {
        return switch (this) {
            case Convolution c -> "a convolution of %d×%d".formatted(c.kernel(), c.kernel());
            case Pool pool ->
                "%s pool of %d×%d"
                        .formatted(pool.kind() == Pool.Kind.MAX ? "a max" : "an average", pool.kernel(), pool.kernel());
            case GlobalAverage ignored -> "a global average";
            case BatchNorm ignored -> "a batch norm";
            case LocalResponseNorm ignored -> "a local response norm";
            case CrossChannelNorm ignored -> "a local response norm across channels";
            case Relu ignored -> "a ReLU";
            case Sigmoid ignored -> "a sigmoid";
            case Dropout dropout -> "a dropout of %s".formatted(dropout.share());
            case Linear linear -> "a linear layer of %d".formatted(linear.outputs());
            case Residual ignored -> "a residual block";
            case Branches ignored -> "branches side by side";
            case Auxiliary ignored -> "an auxiliary classifier";
            case Concatenation ignored -> "a block whose input is kept beside its output";
            case Embedding ignored -> "an embedding";
            case Positions ignored -> "learned positions";
            case Sequence ignored -> "a sequence of places";
            case LayerNorm ignored -> "a layer norm";
            case Attention attention -> "an attention with %d heads".formatted(attention.heads());
            case Projection projection -> "a projection to %d".formatted(projection.outputs());
            case Gelu ignored -> "a GELU";
            case TokenScores ignored -> "scores by the embedding";
            case MeanPlace ignored -> "a mean over places";
        };
    }

    /**
     * Square kernel.
     *
     * @param groups into how many equal parts the channels before and behind it are divided, each of which sees its own alone
     */
    record Convolution(
            int channels,
            int kernel,
            int stride,
            int padding,
            int groups,
            ParameterSpec weight,
            @Nullable ParameterSpec bias)
            implements Layer {

        /** Of one group. */
        Convolution(
                int channels, int kernel, int stride, int padding, ParameterSpec weight, @Nullable ParameterSpec bias) {
            this(channels, kernel, stride, padding, 1, weight, bias);
        }

        /** With stride 1 and a bias that begins at zero. */
        Convolution(int channels, int kernel, int padding) {
            this(channels, kernel, 1, padding, ParameterSpec.HE, ParameterSpec.ZEROS);
        }
    }

    /**
     * The largest value, or the mean, of square windows.
     *
     * @param padding places at each edge that windows reach over, of which only the values within are looked at; 0 for means
     */
    record Pool(Kind kind, int kernel, int stride, int padding, Edge edge) implements Layer {

        public Pool {
            if (kind == Kind.AVERAGE && padding > 0) {
                throw new IllegalArgumentException("means of windows that reach over an edge");
            }
        }

        /** Of windows within the image. */
        Pool(Kind kind, int kernel, int stride, Edge edge) {
            this(kind, kernel, stride, 0, edge);
        }

        /** What a window becomes. */
        public enum Kind {
            MAX,
            AVERAGE
        }

        /** What becomes of values at the far edges that do not fill a window. */
        public enum Edge {
            /** They are left out. */
            DROPPED,
            /** They are a smaller window (PyTorch's {@code ceil_mode}). */
            KEPT
        }
    }

    /** The mean of each channel. */
    record GlobalAverage() implements Layer {}

    /**
     * Each channel to mean 0 and variance 1 over the batch (Ioffe and Szegedy, arXiv 1502.03167), with an epsilon of
     * 1e-5; in evaluation by running means of both.
     */
    record BatchNorm(Averaging averaging, Affine affine) implements Layer {

        /** PyTorch's. */
        static final BatchNorm USUAL = new BatchNorm(Averaging.EXPONENTIAL, Affine.LEARNED);

        /** The weight of a batch in the running means. */
        public enum Averaging {
            /** A tenth, as in PyTorch; the means begin at 0 and 1. */
            EXPONENTIAL,
            /** One in a thousand, corrected for the means' beginning at nothing, as in Caffe. */
            CORRECTED
        }

        /** What is done to the result. */
        public enum Affine {
            /** Each channel has a scale, which begins at 1, and a shift, which begins at 0. */
            LEARNED,
            NONE
        }
    }

    /**
     * Each value over {@code (1 + alpha * m)^beta}, with m the mean square of the {@code size × size} values around it
     * in its channel; those beyond the edge count as zeros (Caffe's {@code WITHIN_CHANNEL}).
     */
    record LocalResponseNorm(int size, double alpha, double beta) implements Layer {}

    /**
     * Each value over {@code (1 + alpha * m)^beta}, with m the mean square of the values at its place in the {@code size}
     * channels around its own; those beyond the first and the last count as zeros (Caffe's {@code ACROSS_CHANNELS},
     * PyTorch's {@code LocalResponseNorm}).
     */
    record CrossChannelNorm(int size, double alpha, double beta) implements Layer {}

    record Relu() implements Layer {}

    record Sigmoid() implements Layer {}

    /**
     * In training each value is zeroed with the probability {@code share}, and the others are divided by what is left.
     */
    record Dropout(double share) implements Layer {}

    /** Fully connected on the flattened input. */
    record Linear(int outputs, ParameterSpec weight, ParameterSpec bias) implements Layer {

        /** With a bias that begins at zero. */
        Linear(int outputs) {
            this(outputs, ParameterSpec.HE, ParameterSpec.ZEROS);
        }
    }

    /**
     * The path's output plus its input. Where the path shrinks images, the input is taken at every second place, and
     * where it adds channels, zeros stand in for them: a shortcut without parameters (He et al., arXiv 1512.03385,
     * section 4.2, option A).
     *
     * @param survival the probability that the path takes part in a pass of training; in evaluation its output is
     *     multiplied with that (Huang et al., arXiv 1603.09382, sections 3 and 4)
     */
    record Residual(List<Layer> path, double survival) implements Layer {

        public Residual {
            path = List.copyOf(path);
            if (!(survival > 0 && survival <= 1)) {
                throw new IllegalArgumentException("a path that survives with a probability of " + survival);
            }
        }

        /** A path that always takes part. */
        Residual(List<Layer> path) {
            this(path, 1);
        }
    }

    /** The channels of what each of the paths makes of the same input, one path behind the other. */
    record Branches(List<List<Layer>> paths) implements Layer {

        public Branches {
            paths = paths.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Leaves its input as it is; in training the path's output, scores like those of the whole network, is learned from,
     * too.
     *
     * @param weight of its loss beside the network's
     */
    record Auxiliary(List<Layer> path, double weight) implements Layer {

        public Auxiliary {
            path = List.copyOf(path);
        }
    }

    /** A learned vector of so many channels for each token of a text: the first layer of a network that reads tokens. */
    record Embedding(int tokens, int width, ParameterSpec weight) implements Layer {}

    /** Adds a learned vector for each place of a sequence. */
    record Positions(ParameterSpec weight) implements Layer {}

    /** The places of an image, row by row, as a sequence: {@code 1 × places × channels}. */
    record Sequence() implements Layer {}

    /**
     * The channels of each place of a sequence to mean 0 and variance 1, with an epsilon of 1e-5, then times a scale,
     * which begins at 1, plus a shift, which begins at 0 (Ba, Kiros and Hinton, arXiv 1607.06450).
     */
    record LayerNorm() implements Layer {}

    /**
     * Scaled dot-product attention of each place of a sequence to all, or to those up to itself, in parallel heads, and
     * a projection of what they gather (Vaswani et al., arXiv 1706.03762, section 3.2).
     *
     * @param causal whether a place sees none behind it
     * @param dropout the share of the weights of attention that is dropped in training
     * @param weight of the projections to queries, keys and values; their biases begin at zero
     * @param output of the projection behind the heads, likewise
     */
    record Attention(int heads, boolean causal, double dropout, ParameterSpec weight, ParameterSpec output)
            implements Layer {}

    /** The same fully connected layer at each place of a sequence. */
    record Projection(
            int outputs, ParameterSpec weight, @Nullable ParameterSpec bias) implements Layer {}

    /** {@code x Φ(x)}, with the distribution function of the normal distribution (arXiv 1606.08415), not its approximation. */
    record Gelu() implements Layer {}

    /** How much each place is like the vector of each token: the network's {@link Embedding} once more, transposed. */
    record TokenScores(int tokens) implements Layer {}

    /** The mean over the places of a sequence. */
    record MeanPlace() implements Layer {}

    /** The channels of the input, and behind them those of the path's output (Huang et al., arXiv 1608.06993). */
    record Concatenation(List<Layer> path) implements Layer {

        public Concatenation {
            path = List.copyOf(path);
        }
    }
}
