package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A schedule given as data: straight lines between knots, constant before the first and after the last. */
@JsonTypeName("knots")
public record Knots(List<Knot> knots) implements Schedule {

    /** About a megabyte of JSON, the most that a body may have; a curve that needs more is not made of lines. */
    static final int MOST_KNOTS = 20_000;

    /** The rate at one iteration. */
    public record Knot(
            @JsonProperty(required = true) long iteration,
            @JsonProperty(required = true) double lr) {

        public Knot {
            Check.fields()
                    .between("iteration", iteration, 0, MOST_ITERATIONS)
                    .notNegative("lr", lr)
                    .orThrow();
        }
    }

    public Knots {
        Check.fields().present("knots", knots).orThrow();
        Check.fields()
                .that(
                        !knots.isEmpty() && knots.size() <= MOST_KNOTS,
                        "knots",
                        knots.size() + " of them",
                        "1 to %d".formatted(MOST_KNOTS))
                .orThrow();
        long before = -1;
        for (int i = 0; i < knots.size(); i++) {
            Knot knot = knots.get(i);
            Check.fields().present("knots/" + i, knot).orThrow();
            Check.fields()
                    .that(
                            knot.iteration() > before,
                            "knots/%d/iteration".formatted(i),
                            knot.iteration(),
                            "an iteration after that of the knot before it (%d)".formatted(before))
                    .orThrow();
            before = knot.iteration();
        }
        knots = List.copyOf(knots);
    }

    @JsonCreator
    static Knots of(@JsonProperty(required = true) List<Knot> knots, @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Knots(knots);
    }

    @Override
    public double learningRate(long iteration) {
        int found = Collections.binarySearch(
                knots, new Knot(Math.min(iteration, MOST_ITERATIONS), 0), Comparator.comparingLong(Knot::iteration));
        if (found >= 0) {
            return knots.get(found).lr();
        }
        int next = -found - 1;
        if (next == 0) {
            return knots.getFirst().lr();
        }
        if (next == knots.size()) {
            return knots.getLast().lr();
        }
        Knot left = knots.get(next - 1);
        Knot right = knots.get(next);
        double part = (double) (iteration - left.iteration()) / (right.iteration() - left.iteration());
        return Cycle.between(left.lr(), right.lr(), part);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(knots.getLast().iteration() + 1);
    }
}
