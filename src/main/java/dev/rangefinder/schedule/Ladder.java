package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rising rates of a range test, from {@code start_lr} to {@code end_lr} inclusive: linear as in the paper (Smith,
 * arXiv 1506.01186, section 3.3), or exponential as practitioners sweep. Past its end the last rung holds.
 */
@JsonTypeName("ladder")
public record Ladder(double startLr, double endLr, long iterations, Spacing spacing) implements Schedule {

    /** A thousand times what practitioners sweep, and as many points as a curve may have. */
    public static final long MOST_ITERATIONS = 1_000_000;

    public Ladder {
        Check.fields()
                .present("spacing", spacing)
                .notNegative("start_lr", startLr)
                .that(
                        startLr != 0 || spacing != Spacing.EXPONENTIAL,
                        "start_lr",
                        startLr,
                        "above 0 when the spacing is exponential")
                .positive("end_lr", endLr)
                .that(!(startLr >= endLr), "start_lr", startLr, "a rate below end_lr (%s)".formatted(endLr))
                .between("iterations", iterations, 2, MOST_ITERATIONS)
                .orThrow();
    }

    @JsonCreator
    static Ladder of(
            @JsonProperty(required = true) double startLr,
            @JsonProperty(required = true) double endLr,
            @JsonProperty(required = true) long iterations,
            @JsonProperty(required = true) Spacing spacing,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Ladder(startLr, endLr, iterations, spacing);
    }

    @Override
    public double learningRate(long iteration) {
        if (iteration >= iterations - 1) {
            return endLr;
        }
        double fraction = (double) iteration / (iterations - 1);
        return switch (spacing) {
            case LINEAR -> Cycle.between(startLr, endLr, fraction);
            case EXPONENTIAL -> Math.min(endLr, startLr * Math.pow(endLr / startLr, fraction));
        };
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(iterations);
    }
}
