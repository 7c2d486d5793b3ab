package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Triangular, with the difference of the bounds cut in half after every cycle (Smith, arXiv 1506.01186, section 3.1).
 */
@JsonTypeName("triangular2")
public record Triangular2(@JsonUnwrapped Cycle cycle) implements Schedule {

    /** What is left after as many halvings: 2^-1075 is 0 in double, so that further ones change nothing. */
    private static final double[] HALVED = IntStream.rangeClosed(0, 1075)
            .mapToDouble(halvings -> Math.scalb(1.0, -halvings))
            .toArray();

    public Triangular2(double baseLr, double maxLr, long stepSizeUp, long stepSizeDown) {
        this(new Cycle(baseLr, maxLr, stepSizeUp, stepSizeDown));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Triangular2 of(CycleFields given) {
        return new Triangular2(given.cycleWithoutGamma());
    }

    @Override
    public double learningRate(long iteration) {
        return cycle.learningRate(height(iteration));
    }

    @Override
    public void learningRates(long first, double[] rates, int count) {
        cycle.learningRates(first, rates, count, Triangular2::share);
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return cycle.momentum(height(iteration));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(cycle.length());
    }

    private double height(long iteration) {
        return cycle.height(iteration) * share(cycle.index(iteration));
    }

    /** What is left of the height in the cycle of this index. */
    private static double share(long index) {
        return HALVED[(int) Math.min(index, HALVED.length - 1)];
    }
}
