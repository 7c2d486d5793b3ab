package dev.rangefinder.run.spec;

/** What happens to the values of a sample before the network sees them; statistics are those of the training split. */
public enum Preprocessing {
    /** The values as stored. */
    NONE,
    /** Bytes divided by 255, to [0, 1]; floats as stored. */
    UNIT,
    /** Minus the mean, over the standard deviation, per channel. */
    STANDARDIZE,
    /** Minus the mean, per channel, without scaling: Caffe's {@code mean_value}. */
    MEAN_COLOUR,
    /** Minus the mean image, without scaling, as in Caffe's CIFAR-10 example. */
    MEAN_IMAGE
}
