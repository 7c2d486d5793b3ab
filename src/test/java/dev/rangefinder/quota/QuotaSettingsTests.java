package dev.rangefinder.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.InvalidValuesException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class QuotaSettingsTests {

    private static Quotas bound(Map<String, String> settings) {
        return new Quotas(new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("rangefinder.quota", QuotaSettings.class));
    }

    @Test
    void aClientMayHaveAsMuchAsItAsksForUnlessToldOtherwise() {
        assertThat(bound(Map.of()).of("anonymous")).isEqualTo(new Quota(null, null, null, null, null));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of(
                                "rangefinder.quota.queued-runs", "100",
                                "rangefinder.quota.running-runs", "4",
                                "rangefinder.quota.iterations", "5000000000",
                                "rangefinder.quota.stored", "10GB",
                                "rangefinder.quota.requests", "50"))
                        .of("anonymous"))
                .isEqualTo(new Quota(100, 4, 5_000_000_000L, DataSize.ofGigabytes(10), 50));
    }

    @Test
    void someClientsMayHaveSomethingElse() {
        Quotas quotas = bound(Map.of(
                "rangefinder.quota.queued-runs", "100",
                "rangefinder.quota.requests", "50",
                "rangefinder.quota.clients.vision.queued-runs", "1000",
                "rangefinder.quota.clients.[key night job].requests", "5"));
        assertThat(quotas.of("vision")).isEqualTo(new Quota(1000, null, null, null, 50));
        assertThat(quotas.of("key night job")).isEqualTo(new Quota(100, null, null, null, 5));
        assertThat(quotas.of("audio")).isEqualTo(quotas.usual());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"queued-runs", "running-runs", "iterations", "stored", "requests", "clients.vision.requests"})
    void refusesWhatWouldKeepEverythingOut(String name) {
        assertThatThrownBy(() -> bound(Map.of("rangefinder.quota." + name, "0")))
                .rootCause()
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining(name.replace("clients.vision.", "") + " is 0");
    }
}
