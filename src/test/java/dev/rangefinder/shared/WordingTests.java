package dev.rangefinder.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.5, 0.5",
        "1, 1",
        "0.05162057508511243, 0.0516",
        "0.0001, 0.0001",
        "0.00001, 1e-5",
        "0.000025049, 2.5e-5",
        "9.999e-5, 0.0001",
        "-0.0209999, -0.021",
        "1234.5, 1230",
        "999999, 1e6",
        "1.25e8, 1.25e8",
        "4.9e-324, 4.9e-324",
        "NaN, NaN",
        "-Infinity, -Infinity",
    })
    void aNumberIsSaidToThreeDigits(double value, String brief) {
        assertThat(Wording.brief(value)).isEqualTo(brief);
    }

    @Test
    void ofOneThingThereIsOne() {
        assertThat(Wording.count(1, "row")).isEqualTo("1 row");
        assertThat(Wording.count(0, "row")).isEqualTo("0 rows");
        assertThat(Wording.count(12, "row")).isEqualTo("12 rows");
        assertThat(Wording.times(1)).isEqualTo("once");
        assertThat(Wording.times(3)).isEqualTo("3 times");
    }
}
