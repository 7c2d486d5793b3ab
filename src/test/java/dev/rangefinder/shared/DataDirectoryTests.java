package dev.rangefinder.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DataDirectoryTests {

    @Test
    void isDataWhereTheServerWasStartedUnlessToldOtherwise() {
        assertThat(bound(Map.of()).directory()).isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void isAbsoluteSoThatTrainersElsewhereFindTheSame() {
        DataDirectory data = bound(Map.of("directory", "a/../b/./c"));
        assertThat(data.directory()).isAbsolute().isEqualTo(Path.of("b", "c").toAbsolutePath());
        assertThat(data.resolve("engine")).isEqualTo(Path.of("b", "c", "engine").toAbsolutePath());
    }

    private static DataDirectory bound(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("rangefinder.data." + name, value));
        return new Binder(source).bindOrCreate("rangefinder.data", DataDirectory.class);
    }
}
