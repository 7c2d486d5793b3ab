package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One rise and one long fall far below the start, the momentum against it (Smith, arXiv 1803.09820, section 4, and
 * 1708.07120), with the parameters and defaults of torch's OneCycleLR. Past the end the last value holds; torch raises
 * an error, or rises again.
 *
 * @param divFactor max over the first rate
 * @param finalDivFactor the first rate over the last
 * @param threePhase whether the fall back to the first rate is a mirror of the rise, and the last phase goes below it
 */
@JsonTypeName("one_cycle")
public record OneCycle(
        double maxLr,
        long totalSteps,
        double pctStart,
        AnnealStrategy annealStrategy,
        double divFactor,
        double finalDivFactor,
        boolean threePhase,
        boolean cycleMomentum,
        double baseMomentum,
        double maxMomentum)
        implements Schedule {

    public OneCycle {
        double latestPeak = threePhase ? 0.5 : 1;
        Check.fields()
                .positive("max_lr", maxLr)
                .between("total_steps", totalSteps, 1, MOST_ITERATIONS)
                .that(
                        pctStart >= 0 && pctStart <= latestPeak,
                        "pct_start",
                        pctStart,
                        "a number from 0 to 1, or to 0.5 with three phases")
                .present("anneal_strategy", annealStrategy)
                .that(atLeastOne(divFactor), "div_factor", divFactor, "a finite number, 1 or more")
                .that(atLeastOne(finalDivFactor), "final_div_factor", finalDivFactor, "a finite number, 1 or more")
                .orThrow();
        Momentum.check(baseMomentum, maxMomentum);
    }

    private static boolean atLeastOne(double factor) {
        return factor >= 1 && Double.isFinite(factor);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static OneCycle of(OneCycleFields given) {
        return given.oneCycle();
    }

    @Override
    public double learningRate(long iteration) {
        double firstLr = maxLr / divFactor;
        return value(iteration, firstLr, maxLr, firstLr, firstLr / finalDivFactor);
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return cycleMomentum
                ? OptionalDouble.of(value(iteration, maxMomentum, baseMomentum, maxMomentum, maxMomentum))
                : OptionalDouble.empty();
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(totalSteps);
    }

    /** The phases end where torch lets them end, which need not be at a whole iteration. */
    private double value(long iteration, double first, double peak, double back, double last) {
        double step = (double) Math.min(iteration, totalSteps - 1);
        double top = pctStart * totalSteps - 1;
        if (step <= top) {
            return phase(step, 0, top, first, peak);
        }
        if (!threePhase) {
            return phase(step, top, (double) (totalSteps - 1), peak, last);
        }
        double returned = 2 * pctStart * totalSteps - 2;
        return step <= returned
                ? phase(step, top, returned, peak, back)
                : phase(step, returned, (double) (totalSteps - 1), back, last);
    }

    /** A phase without length is at its end. */
    private double phase(double step, double start, double end, double from, double to) {
        return annealStrategy.between(from, to, start == end ? 1 : (step - start) / (end - start));
    }
}
