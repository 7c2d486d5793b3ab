package dev.rangefinder.run.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "sgd"}                               | true  | 0
            {"type": "sgd", "momentum": 0.95}             | true  | 0.95
            {"type": "caffe_sgd", "momentum": 0.9}        | true  | 0.9
            {"type": "adam"}                              | true  | 0.9
            {"type": "adam", "betas": [0.5, 0.99]}        | true  | 0.5
            {"type": "adamw", "betas": [0.8, 0.99]}       | true  | 0.8
            {"type": "rmsprop"}                           | true  | 0
            {"type": "rmsprop", "momentum": 0.3}          | true  | 0.3
            {"type": "adagrad"}                           | false | 0
            {"type": "adadelta"}                          | false | 0
            """)
    void whatAStepLeavesToTheNextIsTheMomentumOrTheFirstBeta(String json, boolean hasMomentum, double carriedOn) {
        Optimizer optimizer = Json.MAPPER.readValue(json, Optimizer.class);

        assertThat(optimizer.hasMomentum()).isEqualTo(hasMomentum);
        assertThat(optimizer.carriedOn()).isEqualTo(carriedOn);
    }
}
