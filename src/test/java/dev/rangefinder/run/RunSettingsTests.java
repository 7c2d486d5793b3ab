package dev.rangefinder.run;

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

class RunSettingsTests {

    @Test
    void runsSurviveAPauseOfTenSecondsAndTwoFailuresUnlessToldOtherwise() {
        assertThat(bound(Map.of()))
                .isEqualTo(new RunSettings(Duration.ofSeconds(10), 3, Duration.ofSeconds(1), Duration.ofSeconds(10)));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of("lease", "1m", "max-attempts", "5", "retry-pause", "20ms", "shutdown-grace", "5m")))
                .isEqualTo(new RunSettings(Duration.ofMinutes(1), 5, Duration.ofMillis(20), Duration.ofMinutes(5)));
    }

    @Test
    void takesTheLimitsThemselves() {
        assertThat(bound(Map.of("lease", "3s", "max-attempts", "1", "retry-pause", "0s", "shutdown-grace", "0s")))
                .isEqualTo(new RunSettings(Duration.ofSeconds(3), 1, Duration.ZERO, Duration.ZERO));
        assertThat(bound(Map.of("max-attempts", "100")).maxAttempts()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"lease, 2999ms", "max-attempts, 0", "max-attempts, 101", "retry-pause, -1ms", "shutdown-grace, -1ms"})
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of(name, value)))
                .rootCause()
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining(name);
    }

    private static RunSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.run." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.run", RunSettings.class);
    }
}
