package dev.rangefinder.model.spec;

/**
 * An array that is learned.
 *
 * @param initial what it begins as
 * @param rate what the learning rate is multiplied with
 * @param decay what the optimizer's weight decay is multiplied with
 */
public record Learned(Initial initial, double rate, double decay) {

    public static final Learned HE = new Learned(new Initial.He(), 1, 1);
    public static final Learned ZEROS = new Learned(new Initial.Constant(0), 1, 1);
    public static final Learned ONES = new Learned(new Initial.Constant(1), 1, 1);

    /** The values before the first step. */
    public sealed interface Initial {

        /** Normal with a variance of 2 / fan_in (He et al., arXiv 1502.01852, section 2.2). */
        record He() implements Initial {}

        /** Normal around zero. */
        record Normal(double deviation) implements Initial {}

        record Constant(double value) implements Initial {}
    }

    static Learned normal(double deviation) {
        return new Learned(new Initial.Normal(deviation), 1, 1);
    }

    Learned times(double rate, double decay) {
        return new Learned(initial, rate, decay);
    }
}
