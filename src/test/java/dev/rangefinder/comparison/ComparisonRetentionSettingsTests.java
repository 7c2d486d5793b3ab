package dev.rangefinder.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ComparisonRetentionSettingsTests {

    private static ComparisonRetentionSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("rangefinder.retention", ComparisonRetentionSettings.class);
    }

    @Test
    void byDefaultEverythingIsKept() {
        assertThat(bound(Map.of()).comparisons()).isNull();
    }

    @Test
    void namesAreAsDocumented() {
        assertThat(bound(Map.of("rangefinder.retention.comparisons", "90d")).comparisons())
                .isEqualTo(Duration.ofDays(90));
    }

    @Test
    void nothingIsDeletedBeforeAnybodyCanHaveReadIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ComparisonRetentionSettings(Duration.ZERO))
                .withMessageContaining("comparisons");
    }
}
