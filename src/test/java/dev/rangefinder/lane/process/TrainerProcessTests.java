package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class TrainerProcessTests {

    /** Whether it has spoken decides whether its run has lost an attempt. */
    @Test
    void whatWasSaidShortlyBeforeTheEndIsHeardBeforeTheLastWordsAreTaken() throws IOException {
        String much = "yes | head -c 60000; echo '@rangefinder {\"line\":\"ready\"}'; echo 'core dumped' >&2; exit 139";
        try (TrainerProcess trainer =
                TrainerProcess.start(List.of("sh", "-c", much), Map.of(), DataSize.ofMegabytes(1), () -> {})) {
            assertThat(trainer.lastWords()).isEqualTo("the trainer ended with exit code 139: core dumped");
            assertThat(trainer.hasSpoken()).isTrue();
        }
    }
}
