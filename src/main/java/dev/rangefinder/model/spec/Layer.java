package dev.rangefinder.model.spec;

/** One step of a network's forward pass. Parameters exist only in {@link Convolution} and {@link Linear}. */
public sealed interface Layer {

    /** What a person calls it. */
    default String name() {
        return switch (this) {
            case Convolution c -> "a convolution of %d×%d".formatted(c.kernel(), c.kernel());
            case MaxPool pool -> "a max pool of %d×%d".formatted(pool.kernel(), pool.kernel());
            case Relu ignored -> "a ReLU";
            case Linear linear -> "a linear layer of %d".formatted(linear.outputs());
        };
    }

    /** Square kernel, stride 1, with bias; initialised after He et al., arXiv 1502.01852 (normal, fan in). */
    record Convolution(int channels, int kernel, int padding) implements Layer {}

    /** Square windows that do not overlap; what does not fill a window is dropped. */
    record MaxPool(int kernel) implements Layer {}

    record Relu() implements Layer {}

    /** Fully connected on the flattened input, with bias; initialised as {@link Convolution}. */
    record Linear(int outputs) implements Layer {}
}
