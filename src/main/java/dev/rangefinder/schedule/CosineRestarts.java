package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Half a cosine from {@code eta_max} towards {@code eta_min}, again and again, each {@code T_mult} times as long as the
 * one before (SGDR, arXiv 1608.03983, section 3; torch's CosineAnnealingWarmRestarts). Each restart may be lower by
 * {@code restart_decay}.
 *
 * <p>The cycle is found by whole numbers. Torch takes the floor of a logarithm, and so misses restarts: with T_0 = 1
 * and T_mult = 3 it is at {@code eta_min} at epoch 121, where a cycle begins.
 */
@JsonTypeName("cosine_restarts")
public record CosineRestarts(
        double etaMax,
        double etaMin,
        @JsonProperty("T_0") long t0,
        @JsonProperty("T_mult") long tMult,
        double restartDecay)
        implements Schedule {

    /** With more, no training sees a second restart; and 2^53 times as many still fits 64 bits. */
    static final long MOST_T_MULT = 1000;

    public CosineRestarts {
        Check.fields()
                .between("T_0", t0, 1, MOST_ITERATIONS)
                .between("T_mult", tMult, 1, MOST_T_MULT)
                .that(
                        restartDecay > 0 && restartDecay <= 1,
                        "restart_decay",
                        restartDecay,
                        "a number above 0, at most 1")
                .orThrow();
        Cosine.checkBounds(etaMax, etaMin);
    }

    /** What is left out is as in torch. */
    @JsonCreator
    static CosineRestarts of(
            @JsonProperty(required = true) double etaMax,
            @Nullable Double etaMin,
            @JsonProperty(value = "T_0", required = true) long t0,
            @JsonProperty("T_mult") @Nullable Long tMult,
            @Nullable Double restartDecay,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new CosineRestarts(
                etaMax,
                Objects.requireNonNullElse(etaMin, 0.0),
                t0,
                Objects.requireNonNullElse(tMult, 1L),
                Objects.requireNonNullElse(restartDecay, 1.0));
    }

    @Override
    public double learningRate(long iteration) {
        if (tMult == 1) {
            return rate(iteration / t0, iteration % t0, t0);
        }
        long restarts = 0;
        long position = iteration;
        long length = t0;
        while (position >= length) {
            position -= length;
            length *= tMult;
            restarts++;
        }
        return rate(restarts, position, length);
    }

    private double rate(long restarts, long position, long length) {
        double peak = Math.max(etaMin, etaMax * Math.pow(restartDecay, (double) restarts));
        return Cosine.anneal(peak, etaMin, (double) position / length);
    }

    @Override
    public OptionalLong cycleLength() {
        return tMult == 1 ? OptionalLong.of(t0) : OptionalLong.empty();
    }
}
