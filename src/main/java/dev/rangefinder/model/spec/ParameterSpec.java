package dev.rangefinder.model.spec;

/**
 * An array that is learned.
 *
 * @param initial what it begins as
 * @param rate what the learning rate is multiplied with
 * @param decay what the optimizer's weight decay is multiplied with
 */
public record ParameterSpec(Initial initial, double rate, double decay) {

    public static final ParameterSpec HE = new ParameterSpec(new Initial.He(), 1, 1);
    public static final ParameterSpec XAVIER = new ParameterSpec(new Initial.Xavier(), 1, 1);
    public static final ParameterSpec ZEROS = new ParameterSpec(new Initial.Constant(0), 1, 1);
    public static final ParameterSpec ONES = new ParameterSpec(new Initial.Constant(1), 1, 1);

    /** The values before the first step. */
    public sealed interface Initial {

        /** Normal with a variance of 2 / fan_in (He et al., arXiv 1502.01852, section 2.2). */
        record He() implements Initial {}

        /** Uniform with a variance of 1 / fan_in: Caffe's form of Glorot and Bengio's (2010). */
        record Xavier() implements Initial {}

        /** Normal around zero. */
        record Normal(double deviation) implements Initial {}

        record Constant(double value) implements Initial {}
    }

    static ParameterSpec normal(double deviation) {
        return new ParameterSpec(new Initial.Normal(deviation), 1, 1);
    }

    ParameterSpec times(double rate, double decay) {
        return new ParameterSpec(initial, rate, decay);
    }
}
