package dev.rangefinder.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.model.ModelSettings.Confinement;
import dev.rangefinder.shared.InvalidValuesException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ModelSettingsTests {

    @Test
    void hasDefaultsThatALargeNetworkFitsIn() {
        assertThat(bound(Map.of()))
                .isEqualTo(new ModelSettings(Duration.ofSeconds(30), DataSize.ofGigabytes(4), 2, Confinement.REQUIRED));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of("trial-limit", "2s", "trial-memory", "1GB", "trials", "3", "confinement", "off")))
                .isEqualTo(new ModelSettings(Duration.ofSeconds(2), DataSize.ofGigabytes(1), 3, Confinement.OFF));
    }

    @Test
    void refusesWhatNoTrialCouldEndIn() {
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> new ModelSettings(Duration.ZERO, DataSize.ofMegabytes(255), 0, Confinement.REQUIRED))
                .withMessageContaining("trial-limit")
                .withMessageContaining("trial-memory")
                .withMessageContaining("trials");
    }

    private static ModelSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.models." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.models", ModelSettings.class);
    }
}
