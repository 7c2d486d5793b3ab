package dev.rangefinder.lane.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How GPUs leave the pool, and come back. */
class GpusTests {

    private static final String TWO = """
            GPU 0: Tesla T4 (UUID: GPU-a)
            GPU 1: Tesla T4 (UUID: GPU-b)
            """;
    private static final String WELL = """
            GPU-a, 15360, 360, 0, 30, 0
            GPU-b, 15360, 360, 0, 30, 0
            """;

    @TempDir
    private Path directory;

    private NvidiaSmiStandIn standIn;

    @BeforeEach
    void putOneInItsPlace() {
        standIn = new NvidiaSmiStandIn(directory).lists(TWO).says(WELL);
    }

    private Gpus found() {
        return Gpus.found(standIn.tool(), null);
    }

    @Test
    void whereTheToolIsAbsentThereIsNoneAndAReason() {
        Gpus none = Gpus.found(new NvidiaSmi("no-such-nvidia-smi", Duration.ofSeconds(1)), null);
        assertThat(none.usable()).isEmpty();
        assertThat(none.complaint()).isEqualTo("there is no no-such-nvidia-smi here");
    }

    @Test
    void oneThatVanishesIsSickUntilItIsListedAgain() {
        Gpus gpus = found();
        Gpu second = gpus.usable().get(1);
        assertThat(gpus.sickness(second)).isEmpty();
        standIn.says("GPU-a, 15360, 360, 0, 30, 0\n");
        gpus.lookAgain();
        assertThat(gpus.sickness(second)).hasValue("nvidia-smi no longer lists it");
        assertThat(gpus.sickness(gpus.usable().getFirst())).isEmpty();
        standIn.says(WELL);
        gpus.lookAgain();
        assertThat(gpus.sickness(second)).isEmpty();
    }

    @Test
    void errorsOfTheMemoryThatCouldNotBeCorrectedMakeItSick() {
        Gpus gpus = found();
        standIn.says(WELL.replace("30, 0\nGPU-b", "30, 2\nGPU-b"));
        gpus.lookAgain();
        assertThat(gpus.sickness(gpus.usable().getFirst()))
                .hasValue("errors of its memory that could not be corrected: 2");
        assertThat(gpus.sickness(gpus.usable().get(1))).isEmpty();
    }

    /** A run that trains is not given up because the tool is slow. */
    @Test
    void whileTheToolFailsNothingIsBegunAndNothingIsCalledSick() {
        Gpus gpus = found();
        Gpu first = gpus.usable().getFirst();
        standIn.fails(255, "Failed to initialize NVML: Unknown Error");
        gpus.lookAgain();
        assertThat(gpus.sickness(first)).isEmpty();
        assertThat(gpus.obstacle(first, 0))
                .hasValue("nvidia-smi says Failed to initialize NVML: Unknown Error (exit code 255)");
    }

    @Test
    void memoryThatOthersHaveTakenIsAnObstacleAndNoSickness() {
        Gpus gpus = found();
        Gpu first = gpus.usable().getFirst();
        assertThat(gpus.obstacle(first, 15_000)).isEmpty();
        standIn.says("GPU-a, 15360, 361, 0, 30, 0\n");
        gpus.lookAgain();
        assertThat(gpus.obstacle(first, 15_000)).hasValue("14999 MB of its memory are free, and 15000 are wanted");
        assertThat(gpus.sickness(first)).isEmpty();
    }

    @Test
    void aSliceIsAsWellAsTheGpuThatItIsOf() {
        standIn.lists("""
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-a)
                  MIG 3g.20gb     Device  0: (UUID: MIG-1)
                """);
        standIn.says("GPU-a, 40960, 40000, [N/A], 30, 1\n");
        Gpus gpus = found();
        Gpu slice = gpus.usable().getFirst();
        assertThat(gpus.sickness(slice)).hasValue("errors of its memory that could not be corrected: 1");
        standIn.says("GPU-a, 40960, 40000, [N/A], 30, 0\n");
        gpus.lookAgain();
        assertThat(gpus.obstacle(slice, 15_000))
                .as("how much of it is free is not known")
                .isEmpty();
    }
}
