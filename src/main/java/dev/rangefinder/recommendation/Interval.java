package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.rangefinder.shared.Check;

/** Two rates that a bound lies between, both included; in JSON the array {@code [low, high]}. */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"low", "high"})
public record Interval(double low, double high) {

    public Interval {
        Check.fields()
                .positive("low", low)
                .positive("high", high)
                .that(!(low > high), "low", low, "at most high (%s)".formatted(high))
                .orThrow();
    }

    public boolean contains(double rate) {
        return low <= rate && rate <= high;
    }
}
