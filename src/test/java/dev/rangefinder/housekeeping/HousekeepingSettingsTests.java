package dev.rangefinder.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HousekeepingSettingsTests {

    private static HousekeepingSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("rangefinder.housekeeping", HousekeepingSettings.class);
    }

    @Test
    void defaults() {
        assertThat(bound(Map.of())).isEqualTo(new HousekeepingSettings(Duration.ofMinutes(1)));
    }

    @Test
    void namesAreAsDocumented() {
        assertThat(bound(Map.of("rangefinder.housekeeping.every", "5m")).every())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aRoundAtEveryMomentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HousekeepingSettings(Duration.ofMillis(999)))
                .withMessageContaining("every");
    }
}
