package dev.rangefinder.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTests {

    @Test
    void evenValuesLieEvenlyAndMayRunUpwards() {
        Axis axis = Axis.even(10, 20, 100, 0);
        assertThat(axis.position(10)).isEqualTo(100);
        assertThat(axis.position(12.5)).isCloseTo(75, within(1e-9));
        assertThat(axis.ticks()).containsExactly(10.0, 12.0, 14.0, 16.0, 18.0, 20.0);
    }

    @Test
    void everyDecadeIsAsLongAsTheNext() {
        Axis axis = Axis.logarithmic(1e-4, 1, 0, 400);
        assertThat(axis.position(1e-3)).isCloseTo(100, within(1e-9));
        assertThat(axis.ticks()).containsExactly(1e-4, 1e-3, 1e-2, 1e-1, 1.0);
    }

    @Test
    void manyDecadesAreNotAllLabelled() {
        assertThat(Axis.logarithmic(1e-10, 10, 0, 1).ticks()).containsExactly(1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0);
    }

    @Test
    void whatLiesBeyondAnAxisIsAtItsEnd() {
        assertThat(Axis.even(10, 20, 100, 0).clamped(25)).isZero();
        assertThat(Axis.logarithmic(1e-4, 1, 0, 400).clamped(0)).isZero();
        assertThat(Axis.fromZero(8, 0, 4).clamped(2)).isEqualTo(1);
    }

    @Test
    void aSingleValueHasAnAxisToo() {
        assertThat(Axis.even(3, 3, 0, 10).position(3)).isZero();
        assertThat(Axis.fromZero(0, 0, 10).position(0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.006, 0.006", "2e-5, 2e-5", "0.0015, 0.0015", "250000, 250k", "1500000, 1.5M", "9999, 9999"})
    void labelsAreShort(double value, String label) {
        assertThat(Axis.label(value)).isEqualTo(label);
    }
}
