package dev.rangefinder.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.shared.InvalidValuesException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class DataSetSettingsTests {

    @Test
    void hasDefaultsThatFitTheUsualImageSets() {
        assertThat(bound(Map.of()))
                .isEqualTo(new DataSetSettings(
                        DataSize.ofGigabytes(1), DataSize.ofGigabytes(4), DataSize.ofGigabytes(20), 1000, List.of()));
    }

    @Test
    void readsEachSetting() {
        assertThat(bound(Map.of(
                        "max-upload",
                        "2MB",
                        "max-uncompressed",
                        "3MB",
                        "max-stored",
                        "5MB",
                        "max-classes",
                        "4",
                        "roots",
                        "/data,/more")))
                .isEqualTo(new DataSetSettings(
                        DataSize.ofMegabytes(2),
                        DataSize.ofMegabytes(3),
                        DataSize.ofMegabytes(5),
                        4,
                        List.of(Path.of("/data"), Path.of("/more"))));
    }

    @Test
    void refusesASingleClass() {
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> new DataSetSettings(
                        DataSize.ofMegabytes(2), DataSize.ofMegabytes(3), DataSize.ofMegabytes(4), 1, List.of()))
                .withMessageContaining("max-classes");
    }

    @Test
    void refusesARootThatIsNoPlainPath() {
        for (String root : List.of("data", "/data/../etc")) {
            assertThatExceptionOfType(InvalidValuesException.class)
                    .isThrownBy(() -> new DataSetSettings(
                            DataSize.ofMegabytes(2),
                            DataSize.ofMegabytes(3),
                            DataSize.ofMegabytes(4),
                            2,
                            List.of(Path.of(root))))
                    .withMessageContaining("roots");
        }
    }

    private static DataSetSettings bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.datasets." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.datasets", DataSetSettings.class);
    }
}
