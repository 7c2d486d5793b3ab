package dev.rangefinder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.InvalidValuesException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReportSettingsTests {

    @Test
    void reportersMayBeSilentForTwoMinutesAndComeBackWithinADayUnlessToldOtherwise() {
        assertThat(bound(Map.of()))
                .isEqualTo(new ReportSettings(
                        Duration.ofMinutes(2), Duration.ofHours(24), 10_000, 1000, Duration.ofSeconds(5)));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of(
                        "report-timeout", "30s",
                        "resume-window", "1h",
                        "window", "50",
                        "reports", "7",
                        "reports-window", "1m")))
                .isEqualTo(
                        new ReportSettings(Duration.ofSeconds(30), Duration.ofHours(1), 50, 7, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "report-timeout, 999ms",
        "resume-window, 999ms",
        "window, 0",
        "window, 100001",
        "reports, 0",
        "reports-window, 999ms"
    })
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of(name, value)))
                .rootCause()
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining(name);
    }

    private static ReportSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.report." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.report", ReportSettings.class);
    }
}
