package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.exc.StreamReadException;

class ObservationReaderTests {

    @Test
    void everyFieldIsReadWhereverItStands() {
        assertThat(read("""
                {"skipped": true, "validation_accuracy": 0.5, "validation_loss": 3, "accuracy": 1, "loss": 1.25e-3, "lr": 0.1,
                 "iteration": 9007199254740993}""")).isEqualTo(new ReportedObservation(9007199254740993L, 0.1, 0.00125, 1.0, 3.0, 0.5, true));
    }

    @Test
    void whatIsAbsentOrNullIsUnknown() {
        ReportedObservation expected = new ReportedObservation(0, null, -1, null, null, null, false);
        assertThat(read("{\"iteration\": 0, \"loss\": -1}")).isEqualTo(expected);
        assertThat(read("""
                {"iteration": 0, "loss": -1, "lr": null, "accuracy": null, "validation_loss": null, "validation_accuracy": null,
                 "skipped": null}""")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "1e999"})
    void aLossNeedNotBeFinite(String loss) {
        ReportedObservation read = read("{\"iteration\": 0, \"loss\": %s}".formatted(loss));
        assertThat(Double.valueOf(read.loss())).isEqualTo(Double.valueOf(loss.replace("\"", "")));
    }

    @Test
    void aFieldGivenTwiceIsRefused() {
        assertThatThrownBy(() -> read("{\"iteration\": 0, \"loss\": 1, \"loss\": 2}"))
                .isInstanceOf(StreamReadException.class)
                .hasMessageContaining("loss");
    }

    private static ReportedObservation read(String json) {
        return Json.MAPPER.readValue(json, ReportedObservation.class);
    }
}
