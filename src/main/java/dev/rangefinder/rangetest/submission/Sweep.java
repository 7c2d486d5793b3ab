package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import org.jspecify.annotations.Nullable;

/**
 * The learning rates that a range test goes through.
 *
 * @param stopRule whether a repeat ends where its loss has diverged; what it observes beyond changes no recommendation
 */
public record Sweep(
        @JsonProperty(required = true) double startLr,
        @JsonProperty(required = true) double endLr,
        @JsonProperty(required = true) long iterations,
        Spacing spacing,
        StopRule stopRule) {

    public Sweep(
            double startLr, double endLr, long iterations, @Nullable Spacing spacing, @Nullable StopRule stopRule) {
        this.startLr = startLr;
        this.endLr = endLr;
        this.iterations = iterations;
        this.spacing = spacing == null ? Spacing.EXPONENTIAL : spacing;
        this.stopRule = stopRule == null ? StopRule.DIVERGED : stopRule;
        ladder();
    }

    @JsonIgnore
    public Ladder ladder() {
        return new Ladder(startLr, endLr, iterations, spacing);
    }
}
