package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import org.jspecify.annotations.Nullable;

/** The learning rates that a range test goes through. */
public record Sweep(
        @JsonProperty(required = true) double startLr,
        @JsonProperty(required = true) double endLr,
        @JsonProperty(required = true) long iterations,
        Spacing spacing) {

    public Sweep(double startLr, double endLr, long iterations, @Nullable Spacing spacing) {
        this.startLr = startLr;
        this.endLr = endLr;
        this.iterations = iterations;
        this.spacing = spacing == null ? Spacing.EXPONENTIAL : spacing;
        ladder();
    }

    @JsonIgnore
    public Ladder ladder() {
        return new Ladder(startLr, endLr, iterations, spacing);
    }
}
