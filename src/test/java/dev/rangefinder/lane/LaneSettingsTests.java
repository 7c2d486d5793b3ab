package dev.rangefinder.lane;

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

class LaneSettingsTests {

    @Test
    void aLaneFindsItsDevicesAndTrainsOnOneThreadUnlessToldOtherwise() {
        assertThat(bound(Map.of()))
                .isEqualTo(new LaneSettings(
                        true, LaneSettings.Device.AUTO, "auto", 1, Duration.ofMillis(250), Duration.ofSeconds(10)));
    }

    @Test
    void readsEachSetting() {
        Map<String, String> values = Map.of(
                "enabled", "false",
                "device", "gpu",
                "slots", "16",
                "threads", "8",
                "poll", "5ms",
                "silence-limit", "1m");
        assertThat(bound(values))
                .isEqualTo(new LaneSettings(
                        false, LaneSettings.Device.GPU, "16", 8, Duration.ofMillis(5), Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource({"slots, 1", "slots, 999", "threads, 1024", "poll, 1ns", "silence-limit, 2s"})
    void takesTheLimitsThemselves(String name, String value) {
        assertThat(bound(Map.of(name, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "slots, 0",
        "slots, 1000",
        "slots, -1",
        "slots, many",
        "threads, 0",
        "threads, 1025",
        "poll, 0s",
        "poll, -1s",
        "silence-limit, 1999ms"
    })
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of(name, value)))
                .rootCause()
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesADeviceThatItDoesNotKnow() {
        assertThatThrownBy(() -> bound(Map.of("device", "tpu"))).hasMessageContaining("rangefinder.lanes.local.device");
    }

    private static LaneSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.lanes.local." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.lanes.local", LaneSettings.class);
    }
}
