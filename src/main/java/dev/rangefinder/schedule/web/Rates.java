package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.ScheduleWarnings;
import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * What is asked for: all that an answer follows from, in whatever form.
 *
 * @param multiplier of every rate
 * @param policyReason why the service chose the policy; null where it did not
 */
public record Rates(
        ScheduleSlice part, double multiplier, @Nullable String policyReason, List<ScheduleWarnings.Warning> warnings) {

    /** The rates, with the advice on the whole schedule that they are a part of. */
    public static Rates of(ScheduleSlice part, double multiplier, OptionalLong iterationsPerEpoch) {
        return new Rates(
                part, multiplier, null, ScheduleWarnings.of(part.schedule(), part.iterations(), iterationsPerEpoch));
    }

    /** With one more warning, in front of the others. */
    public Rates with(ScheduleWarnings.Warning warning) {
        return new Rates(
                part,
                multiplier,
                policyReason,
                Stream.concat(Stream.of(warning), warnings.stream()).toList());
    }

    /** Of a policy that the service chose. */
    public Rates because(String reason) {
        return new Rates(part, multiplier, reason, warnings);
    }

    String tag(MediaType form) {
        return Immutable.tag(form.toString(), part, multiplier, String.valueOf(policyReason), warnings);
    }
}
