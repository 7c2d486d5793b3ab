package dev.rangefinder.rangetest.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedSweepTests {

    private static Sweep under(@Nullable String optimizer, String json) {
        return Json.MAPPER.readValue(json, AskedSweep.class).under(optimizer);
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, 1e-5, 10",
        "SGD, 1e-5, 10",
        "caffe_sgd, 1e-5, 10",
        "Adagrad, 1e-5, 10",
        "adamw, 1e-6, 1",
        "NAdam, 1e-6, 1",
        "RMSprop, 1e-6, 1",
        "RAdam, 1e-6, 1",
        "LAMB, 1e-6, 1",
        "Adafactor, 1e-6, 1",
        "Lion, 1e-6, 1",
        "Adadelta, 1e-3, 100",
        "Shampoo, 1e-6, 10",
        ", 1e-6, 10"
    })
    void ratesThatAreLeftOutAreChosenByTheOptimizer(@Nullable String optimizer, double startLr, double endLr) {
        assertThat(under(optimizer, "{}"))
                .isEqualTo(new Sweep(startLr, endLr, 500, Spacing.EXPONENTIAL, StopRule.DIVERGED));
    }

    /** {@code bench/usual_sweeps.py} makes sweeps as the service would. */
    @Test
    void theBenchSweepsWithTheSameRates() throws IOException {
        List<MatchResult> rows = Pattern.compile("\"(\\w+)\": \\(([\\d.e-]+), ([\\d.e-]+)\\)")
                .matcher(Files.readString(Path.of("bench", "usual_sweeps.py")))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(3);
        for (MatchResult row : rows) {
            Sweep usual = under(row.group(1), "{}");
            assertThat(List.of(usual.startLr(), usual.endLr()))
                    .as(row.group(1))
                    .containsExactly(Double.valueOf(row.group(2)), Double.valueOf(row.group(3)));
        }
    }

    @Test
    void whatIsSaidIsKept() {
        assertThat(under("sgd", """
                {"start_lr": 0.1, "end_lr": 0.2, "iterations": 7, "spacing": "linear", "stop_rule": "none"}""")).isEqualTo(new Sweep(0.1, 0.2, 7, Spacing.LINEAR, StopRule.NONE));
        assertThat(under("sgd", "{\"start_lr\": 0.1}").endLr()).isEqualTo(10);
        assertThat(under("sgd", "{\"end_lr\": 0.1}").startLr()).isEqualTo(1e-5);
        assertThat(under("sgd", "{\"end_lr\": 1e-3}").startLr()).isEqualTo(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1, 150", "1500, 150", "3000, 300", "5000, 500", "9007199254740992, 500"})
    void aSweepTakesATenthOfItsTraining(long trainingIterations, long iterations) {
        assertThat(under("sgd", "{\"training_iterations\": %d}".formatted(trainingIterations))
                        .iterations())
                .isEqualTo(iterations);
    }

    @Test
    void aStartAboveTheUsualEndNamesTheField() {
        assertThatThrownBy(() -> under("adam", "{\"start_lr\": 2}"))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessage("sweep/start_lr is 2.0, expected a rate below end_lr (1.0)");
    }
}
