package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Stages one after another, each a schedule that starts afresh (the paper's table 2 has three, Smith, arXiv
 * 1506.01186). Past the end the last value of the last stage holds.
 */
@JsonTypeName("composite")
public record Composite(List<Stage> stages) implements Schedule {

    /** Far more than a user writes by hand, and few enough to be gone through for every rate. */
    static final int MOST_STAGES = 1000;

    /** A schedule from its own iteration 0 on, for so many iterations. */
    public record Stage(
            @JsonProperty(required = true) long iterations,
            @JsonProperty(required = true) Schedule schedule) {

        public Stage {
            Check.fields()
                    .between("iterations", iterations, 1, MOST_ITERATIONS)
                    .present("schedule", schedule)
                    .orThrow();
        }
    }

    public Composite {
        Check.fields().present("stages", stages).orThrow();
        Check.fields()
                .that(
                        !stages.isEmpty() && stages.size() <= MOST_STAGES,
                        "stages",
                        stages.size() + " of them",
                        "1 to %d".formatted(MOST_STAGES))
                .that(stages.stream().allMatch(Objects::nonNull), "stages", null, "a value for every stage")
                .orThrow();
        stages = List.copyOf(stages);
        long total = stages.stream().mapToLong(Stage::iterations).sum();
        Check.fields()
                .that(
                        total <= MOST_ITERATIONS,
                        "stages",
                        total + " iterations",
                        "%d iterations at most".formatted(MOST_ITERATIONS))
                .orThrow();
        stages.forEach(stage -> Nesting.check("stages", stage.schedule()));
    }

    @JsonCreator
    static Composite of(@JsonProperty(required = true) List<Stage> stages, @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Composite(stages);
    }

    @Override
    public double learningRate(long iteration) {
        Place place = place(iteration);
        return place.schedule().learningRate(place.iteration());
    }

    /** Empty unless every stage says one: a trainer cannot set a momentum now and then. */
    @Override
    public OptionalDouble momentum(long iteration) {
        if (stages.stream().anyMatch(stage -> stage.schedule().momentum(0).isEmpty())) {
            return OptionalDouble.empty();
        }
        Place place = place(iteration);
        return place.schedule().momentum(place.iteration());
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(stages.stream().mapToLong(Stage::iterations).sum());
    }

    private record Place(Schedule schedule, long iteration) {}

    private Place place(long iteration) {
        long left = iteration;
        for (Stage stage : stages) {
            if (left < stage.iterations()) {
                return new Place(stage.schedule(), left);
            }
            left -= stage.iterations();
        }
        Stage last = stages.getLast();
        return new Place(last.schedule(), last.iterations() - 1);
    }
}
