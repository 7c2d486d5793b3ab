package dev.rangefinder.run.spec;

/**
 * In which numbers a network computes, as PyTorch's autocast does (Micikevicius et al., arXiv 1710.03740, section 3).
 * Weights, gradients, losses and the optimizer's memory are 32-bit floats in each of them.
 */
public enum Precision {
    FLOAT32,
    /** As {@link #FLOAT32}, but NVIDIA's GPUs round the factors of products and convolutions to ten bits; on a CPU the same. */
    TF32,
    /** Products and convolutions in eight bits, with the range of 32-bit floats. */
    BFLOAT16,
    /** Likewise in eleven bits with a small range, hence with dynamic loss scaling (section 3.2). */
    FLOAT16;

    /** Whether it is as fine as 32-bit floats wherever there is no GPU. */
    public boolean isWide() {
        return this == FLOAT32 || this == TF32;
    }
}
