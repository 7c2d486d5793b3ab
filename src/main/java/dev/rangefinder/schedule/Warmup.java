package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A straight rise to the first rate of another schedule, which then starts afresh (Goyal et al., arXiv 1706.02677,
 * section 2.2). Meanwhile the momentum is the other's first.
 */
@JsonTypeName("warmup")
public record Warmup(long warmupIterations, double startLr, Schedule then) implements Schedule {

    public Warmup {
        Check.fields()
                .between("warmup_iterations", warmupIterations, 1, MOST_ITERATIONS)
                .notNegative("start_lr", startLr)
                .present("then", then)
                .orThrow();
        double target = then.learningRate(0);
        Check.fields()
                .that(startLr <= target, "start_lr", startLr, "the first rate of then (%s) at most".formatted(target))
                .orThrow();
        Nesting.check("then", then);
    }

    /** The start is a rate, or a part of the first rate that follows. */
    @JsonCreator
    static Warmup of(
            @JsonProperty(required = true) long warmupIterations,
            @Nullable Double startLr,
            @Nullable Double startFactor,
            @JsonProperty(required = true) Schedule then,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        Check.fields()
                .that(startLr == null || startFactor == null, "start_factor", startFactor, "either start_lr or this")
                .that(startLr != null || startFactor != null, "start_lr", null, "a value, or start_factor")
                .that(
                        startFactor == null || (startFactor >= 0 && startFactor <= 1),
                        "start_factor",
                        startFactor,
                        "a number from 0 to 1")
                .present("then", then)
                .orThrow();
        double start = startLr != null ? startLr : Objects.requireNonNull(startFactor) * then.learningRate(0);
        return new Warmup(warmupIterations, start, then);
    }

    @Override
    public double learningRate(long iteration) {
        return iteration >= warmupIterations
                ? then.learningRate(iteration - warmupIterations)
                : Cycle.between(startLr, then.learningRate(0), (double) iteration / warmupIterations);
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return then.momentum(Math.max(iteration - warmupIterations, 0));
    }

    @Override
    public OptionalLong length() {
        OptionalLong length = then.length();
        return length.isPresent() ? OptionalLong.of(warmupIterations + length.getAsLong()) : length;
    }
}
