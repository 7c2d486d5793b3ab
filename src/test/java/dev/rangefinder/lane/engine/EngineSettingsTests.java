package dev.rangefinder.lane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EngineSettingsTests {

    private static EngineSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("rangefinder.engine", EngineSettings.class);
    }

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new EngineSettings("auto", Duration.ofSeconds(20), Duration.ofMinutes(3)));
    }

    @Test
    void mapping() {
        assertThat(bound(Map.of(
                        "rangefinder.engine.pytorch", "/opt/venv/bin/python",
                        "rangefinder.engine.patience", "5s",
                        "rangefinder.engine.trial-limit", "1m")))
                .isEqualTo(new EngineSettings("/opt/venv/bin/python", Duration.ofSeconds(5), Duration.ofMinutes(1)));
    }

    @Test
    void aPatienceOfNothingIsRefused() {
        assertThatException()
                .isThrownBy(() -> bound(Map.of("rangefinder.engine.patience", "0s")))
                .havingRootCause()
                .withMessageContaining("patience");
    }
}
