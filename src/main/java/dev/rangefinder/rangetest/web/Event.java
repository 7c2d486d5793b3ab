package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.run.RunProgress;
import dev.rangefinder.run.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a client is told about a range test; its name is that of the event, its fields are the data. */
sealed interface Event {

    String name();

    /** A run is in another state, or at another attempt: what was told of earlier attempts at the repeat is void. */
    record Run(int repeat, int attempt, RunState state) implements Event {

        static Run of(RunProgress run) {
            return new Run(run.repeat(), run.attempt(), run.state());
        }

        @Override
        public String name() {
            return "run";
        }
    }

    /** What an attempt has observed, from where the one before it ended. */
    record Points(int attempt, @JsonUnwrapped CurveView.RepeatView points) implements Event {

        static Points of(RunProgress run, Curve part) {
            return new Points(run.attempt(), CurveView.RepeatView.of(run.repeat(), part));
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

    /** The last one. */
    record End(RunState state, @Nullable Verdict verdict) implements Event {

        static End of(RangeTest rangeTest) {
            return new End(
                    rangeTest.state(),
                    rangeTest.recommendation().map(Recommendation::verdict).orElse(null));
        }

        @Override
        public String name() {
            return "end";
        }
    }
}
