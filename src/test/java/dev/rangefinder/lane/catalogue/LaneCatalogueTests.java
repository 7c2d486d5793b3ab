package dev.rangefinder.lane.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class LaneCatalogueTests {

    private static Map<String, LaneSettings> lanes(String... settings) {
        MockEnvironment environment = new MockEnvironment();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            environment.setProperty(parts[0], parts[1]);
        }
        return LaneCatalogue.of(environment);
    }

    @Test
    void aServerThatIsToldNothingHasOneLaneWithTheDefaults() {
        assertThat(lanes()).isEqualTo(Map.of("local", LaneSettingsTests.bound(Map.of())));
    }

    @Test
    void aServerThatIsToldToHaveNoLanesOnlyAnswers() {
        assertThat(lanes("rangefinder.lanes=")).isEmpty();
        assertThat(lanes("rangefinder.lanes.local.enabled=false")).isEmpty();
    }

    @Test
    void theLanesThatAreNamedAreTheLanesThatThereAre() {
        Map<String, LaneSettings> lanes = lanes(
                "rangefinder.lanes.slurm.slots=16",
                "rangefinder.lanes.slurm.command=srun,--gres=gpu:1",
                "rangefinder.lanes.cpu-2.device=cpu",
                "rangefinder.lanes.off.enabled=false");
        assertThat(lanes).containsOnlyKeys("slurm", "cpu-2");
        assertThat(lanes.get("slurm").slots()).isEqualTo("16");
        assertThat(lanes.get("slurm").command()).containsExactly("srun", "--gres=gpu:1");
        assertThat(lanes.get("cpu-2").device()).isEqualTo(LaneSettings.Device.CPU);
    }

    @Test
    void aNameThatCouldNotBeAskedForIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> lanes("rangefinder.lanes[no_such].slots=1"))
                .withMessageContaining("rangefinder.lanes.no_such");
    }
}
