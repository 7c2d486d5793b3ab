package dev.rangefinder.run.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveColumns;
import dev.rangefinder.run.RunProgress;
import dev.rangefinder.run.RunState;
import java.util.List;

/** Something that a client is told about a group of runs; its name is that of the event, its fields are the data. */
sealed interface Event {

    String name();

    /** A run is in another state, or at another attempt: what was told of earlier attempts at it is void. */
    record Run(@JsonUnwrapped RunLabel label, int attempt, RunState state) implements Event {

        static Run of(RunLabel label, RunProgress run) {
            return new Run(label, run.attempt(), run.state());
        }

        @Override
        public String name() {
            return "run";
        }
    }

    /** What an attempt has observed, from where the one before it ended. */
    record Points(
            @JsonUnwrapped RunLabel label,
            int attempt,
            @JsonUnwrapped CurveColumns points) implements Event {

        static Points of(RunLabel label, RunProgress run, Curve part) {
            return new Points(label, run.attempt(), CurveColumns.of(part));
        }

        @Override
        public String name() {
            return "points";
        }
    }

    /** How far all of it is. */
    record Progress(RunState state, long iterationsDone, long iterations) implements Event {

        static Progress of(RunState state, List<RunProgress> progress) {
            return new Progress(
                    state,
                    progress.stream().mapToLong(RunProgress::iterationsDone).sum(),
                    progress.stream().mapToLong(RunProgress::iterations).sum());
        }

        @Override
        public String name() {
            return "progress";
        }
    }
}
