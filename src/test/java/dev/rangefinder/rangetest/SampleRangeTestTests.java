package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleRangeTestTests {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, localhost",
        "::, localhost",
        "::1, [::1]",
        "192.0.2.7, 192.0.2.7",
        "localhost, localhost"
    })
    void theLinksInTheLogCanBeFollowed(String listened, String linked) {
        assertThat(SampleRangeTest.host(listened)).isEqualTo(linked);
    }
}
