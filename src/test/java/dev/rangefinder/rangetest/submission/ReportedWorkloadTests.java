package dev.rangefinder.rangetest.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportedWorkloadTests {

    /** In the words of PyTorch, whatever else is said beside them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "sgd", "momentum": 0, "nesterov": false}  | 0
            {"type": "SGD", "momentum": 0.9}                   | 0.9
            {"type": "lamb", "betas": [0.85, 0.999]}           | 0.85
            {"type": "AdamW", "betas": [0.95, 0.999]}          | 0.95
            {"type": "adam"}                                   | 0.9
            {"type": "AdamW", "weight_decay": 0.1}             | 0.9
            {"type": "Adagrad"}                                | 0
            {"type": "adadelta", "rho": 0.9}                   | 0
            """)
    void theMomentumIsTakenFromTheDescriptionOfTheOptimizer(String optimizer, double momentum) {
        assertThat(of(optimizer).momentum()).contains(momentum);
    }

    /** So that the curve is asked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "sgd"}
            {"type": "lion"}
            {"type": "muon", "momentum": "cyclic"}
            {"type": "sgd", "momentum": 1.0}
            {"type": "sgd", "momentum": -0.5}
            {"type": "sgd", "betas": []}
            {"type": "sgd", "momentum": 1e999}
            {"type": "sgd", "momentum": NUMBER_OF_400_DIGITS}
            """)
    void whatSaysNoMomentumHasNone(String optimizer) {
        assertThat(of(optimizer.replace("NUMBER_OF_400_DIGITS", "1".repeat(400)))
                        .momentum())
                .isEmpty();
    }

    @Test
    void neitherHasWhatSaysNoOptimizer() {
        assertThat(new ReportedWorkload("ours", 64, 100, null, null, null, null).momentum())
                .isEmpty();
    }

    private static ReportedWorkload of(String optimizer) {
        return new ReportedWorkload("ours", 64, 100, null, null, Json.MAPPER.readTree(optimizer), null);
    }
}
