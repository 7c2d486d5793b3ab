package dev.rangefinder.lane.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.lane.gpu.GpuDemand;
import dev.rangefinder.shared.InvalidValuesException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class LaneSettingsTests {

    @Test
    void aLaneFindsItsDevicesAndTrainsOnOneThreadUnlessToldOtherwise() {
        assertThat(bound(Map.of()))
                .isEqualTo(new LaneSettings(
                        true,
                        LaneSettings.Device.AUTO,
                        "auto",
                        new GpuDemand(null, DataSize.ofBytes(0), 1),
                        1,
                        true,
                        Duration.ofMillis(250),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofHours(24),
                        DataSize.ofGigabytes(1),
                        null,
                        DataSize.ofGigabytes(10),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(bound(Map.of()).isHere()).isTrue();
    }

    @Test
    void readsEachSetting() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("enabled", "false"),
                Map.entry("device", "gpu"),
                Map.entry("slots", "16"),
                Map.entry("threads", "8"),
                Map.entry("start-ahead", "false"),
                Map.entry("poll", "5ms"),
                Map.entry("silence-limit", "1m"),
                Map.entry("start-limit", "2h"),
                Map.entry("max-run-time", "7d"),
                Map.entry("max-heap", "512MB"),
                Map.entry("max-memory", "8GB"),
                Map.entry("max-output", "100MB"),
                Map.entry("command", "srun,--gres=gpu:1"),
                Map.entry("check-command", "kubectl,get"),
                Map.entry("end-command", "scancel,--name={run}"));
        assertThat(bound(values))
                .isEqualTo(new LaneSettings(
                        false,
                        LaneSettings.Device.GPU,
                        "16",
                        new GpuDemand(null, DataSize.ofBytes(0), 1),
                        8,
                        false,
                        Duration.ofMillis(5),
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofDays(7),
                        DataSize.ofMegabytes(512),
                        DataSize.ofGigabytes(8),
                        DataSize.ofMegabytes(100),
                        List.of("srun", "--gres=gpu:1"),
                        List.of("kubectl", "get"),
                        List.of("scancel", "--name={run}")));
        assertThat(bound(values).isHere()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "slots, 1",
        "slots, 999",
        "threads, 1024",
        "poll, 1ns",
        "silence-limit, 2s",
        "start-limit, 10s",
        "max-run-time, 1ms",
        "max-heap, 32MB",
        "max-memory, 256MB",
        "max-output, 1B"
    })
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
        "silence-limit, 1999ms",
        "start-limit, 9s",
        "max-run-time, 0s",
        "max-heap, 31MB",
        "max-memory, 255MB",
        "max-output, 0B",
        "max-output, -1B"
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

    static LaneSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.lanes.local." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.lanes.local", LaneSettings.class);
    }
}
