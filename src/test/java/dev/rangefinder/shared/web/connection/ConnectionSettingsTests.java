package dev.rangefinder.shared.web.connection;

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
import org.springframework.util.unit.DataSize;

class ConnectionSettingsTests {

    private static ConnectionSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("", ConnectionSettings.class);
    }

    @Test
    void clientsHaveHalfAMinuteForTheHeadAndTwoThousandConnections() {
        assertThat(bound(Map.of()))
                .isEqualTo(new ConnectionSettings(Duration.ofSeconds(30), DataSize.ofKilobytes(2), 2000));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of("head-limit", "5s", "slowest-body", "0B", "of-address", "8000")))
                .isEqualTo(new ConnectionSettings(Duration.ofSeconds(5), DataSize.ofBytes(0), 8000));
    }

    @ParameterizedTest
    @CsvSource({"head-limit, 0s", "slowest-body, -1B", "of-address, 0"})
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of(name, value)))
                .rootCause()
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining(name + " is ");
    }
}
