package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import java.util.List;
import java.util.stream.Stream;

/**
 * The curves that a recommendation is drawn from, by repeat.
 *
 * @param succeeded of the repeats that came to their end, even if nothing was observed until then
 * @param silent of those that fell silent, as far as they came: what was seen until then is as good
 */
record CurvesToRead(List<Curve> succeeded, List<Curve> silent) {

    static CurvesToRead of(List<Run> repeats, Runs runs) {
        return new CurvesToRead(
                repeats.stream()
                        .filter(run -> run.state() == RunState.SUCCEEDED)
                        .map(runs::curve)
                        .toList(),
                repeats.stream()
                        .filter(CurvesToRead::fellSilent)
                        .map(runs::curve)
                        .filter(curve -> curve.size() > 0)
                        .toList());
    }

    private static boolean fellSilent(Run run) {
        return run.failureReason()
                .filter(reason -> reason == FailureReason.SILENT)
                .isPresent();
    }

    List<Curve> all() {
        return Stream.concat(succeeded.stream(), silent.stream()).toList();
    }

    /** Those that have something to draw or to fit. */
    List<Curve> withPoints() {
        return all().stream().filter(curve -> curve.size() > 0).toList();
    }
}
