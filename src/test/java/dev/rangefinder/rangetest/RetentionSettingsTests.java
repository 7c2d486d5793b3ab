package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetentionSettingsTests {

    private static RetentionSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("rangefinder.retention", RetentionSettings.class);
    }

    @Test
    void byDefaultEverythingIsKept() {
        assertThat(bound(Map.of()).rangeTests()).isNull();
    }

    @Test
    void namesAreAsDocumented() {
        assertThat(bound(Map.of("rangefinder.retention.range-tests", "90d")).rangeTests())
                .isEqualTo(Duration.ofDays(90));
    }

    @Test
    void nothingIsDeletedBeforeAnybodyCanHaveReadIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionSettings(Duration.ZERO))
                .withMessageContaining("range-tests");
    }
}
