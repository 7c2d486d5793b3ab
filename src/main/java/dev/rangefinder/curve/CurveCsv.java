package dev.rangefinder.curve;

import dev.rangefinder.curve.Observation.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Curves as CSV: ordered by repeat and iteration, without ids or times, so that equal tests give equal bytes. */
public final class CurveCsv {

    private static final String HEADER = "repeat,iteration,lr,loss,accuracy,validation_loss,validation_accuracy\n";

    private CurveCsv() {}

    /** The curve of one repeat. */
    public record Repeat(int repeat, Curve curve) {}

    public static String write(List<Repeat> repeats) {
        StringBuilder out = new StringBuilder(HEADER);
        for (Repeat repeat : repeats) {
            for (Observation observation : repeat.curve().observations()) {
                Validation validation = observation.validation();
                out.append(Integer.toString(repeat.repeat()))
                        .append(',')
                        .append(Long.toString(observation.iteration()))
                        .append(',')
                        .append(text(observation.lr()))
                        .append(',')
                        .append(text(observation.loss()))
                        .append(',')
                        .append(text(observation.accuracy()))
                        .append(',')
                        .append(text(validation == null ? null : validation.loss()))
                        .append(',')
                        .append(text(validation == null ? null : validation.accuracy()))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private static String text(@Nullable Double value) {
        return value == null ? "" : Double.toString(value);
    }
}
