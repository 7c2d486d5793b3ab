package dev.rangefinder.run.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EventSettingsTests {

    private static EventSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("rangefinder.events", EventSettings.class);
    }

    @Test
    void defaults() {
        assertThat(bound(Map.of())).isEqualTo(new EventSettings(200, Duration.ofSeconds(15)));
    }

    @Test
    void namesAreAsDocumented() {
        assertThat(bound(Map.of("rangefinder.events.max-streams", "0", "rangefinder.events.heartbeat", "5s")))
                .isEqualTo(new EventSettings(0, Duration.ofSeconds(5)));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventSettings(-1, Duration.ZERO))
                .withMessageContaining("max-streams")
                .withMessageContaining("heartbeat");
    }
}
