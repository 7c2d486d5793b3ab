package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constant, and multiplied by {@code factor} from each milestone on: Caffe's multistep, torch's MultiStepLR. */
@JsonTypeName("step")
public record Step(double lr, double factor, List<Long> milestones) implements Schedule {

    /** A hundred times what trainings have; the rate is 0 in double long before. */
    static final int MOST_MILESTONES = 1000;

    public Step {
        Check.fields()
                .positive("lr", lr)
                .that(factor > 0 && factor <= 1, "factor", factor, "a number above 0, at most 1")
                .present("milestones", milestones)
                .orThrow();
        Check.fields()
                .that(
                        !milestones.isEmpty() && milestones.size() <= MOST_MILESTONES,
                        "milestones",
                        milestones.size() + " of them",
                        "1 to %d".formatted(MOST_MILESTONES))
                .orThrow();
        long before = 0;
        for (int i = 0; i < milestones.size(); i++) {
            Long milestone = milestones.get(i);
            Check.fields()
                    .that(
                            milestone != null && milestone > before && milestone <= MOST_ITERATIONS,
                            "milestones/" + i,
                            milestone,
                            "a whole number from %d to %d".formatted(before + 1, MOST_ITERATIONS))
                    .orThrow();
            before = milestone;
        }
        milestones = List.copyOf(milestones);
    }

    @JsonCreator
    static Step of(
            @JsonProperty(required = true) double lr,
            @JsonProperty(required = true) double factor,
            @JsonProperty(required = true) List<Long> milestones,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Step(lr, factor, milestones);
    }

    @Override
    public double learningRate(long iteration) {
        int found = Collections.binarySearch(milestones, iteration);
        int passed = found >= 0 ? found + 1 : -found - 1;
        return lr * Math.pow(factor, passed);
    }
}
