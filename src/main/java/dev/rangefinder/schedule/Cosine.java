package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Half a cosine from {@code eta_max} down to {@code eta_min}, reached at iteration {@code T_max} (SGDR, arXiv
 * 1608.03983, equation 5, without restarts; torch's CosineAnnealingLR). Past it the rate stays; torch's rises again.
 */
@JsonTypeName("cosine")
public record Cosine(
        double etaMax, double etaMin, @JsonProperty("T_max") long tMax) implements Schedule {

    public Cosine {
        Check.fields().between("T_max", tMax, 1, MOST_ITERATIONS).orThrow();
        checkBounds(etaMax, etaMin);
    }

    @JsonCreator
    static Cosine of(
            @JsonProperty(required = true) double etaMax,
            @Nullable Double etaMin,
            @JsonProperty(value = "T_max", required = true) long tMax,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Cosine(etaMax, Objects.requireNonNullElse(etaMin, 0.0), tMax);
    }

    static void checkBounds(double etaMax, double etaMin) {
        Check.fields()
                .positive("eta_max", etaMax)
                .notNegative("eta_min", etaMin)
                .that(!(etaMin >= etaMax), "eta_min", etaMin, "a rate below eta_max (%s)".formatted(etaMax))
                .orThrow();
    }

    @Override
    public double learningRate(long iteration) {
        return anneal(etaMax, etaMin, (double) Math.min(iteration, tMax) / tMax);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(tMax + 1);
    }

    /** The point at {@code part}, from 0 to 1, of half a cosine from one value to another. */
    static double anneal(double from, double to, double part) {
        return Cycle.between(from, to, Window.HANN.of(part));
    }
}
