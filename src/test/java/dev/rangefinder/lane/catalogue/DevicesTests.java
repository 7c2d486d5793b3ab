package dev.rangefinder.lane.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rangefinder.lane.catalogue.Gpus.Gpu;
import dev.rangefinder.run.place.DeviceKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTests {

    private static final Map<String, String> NO_ENGINE_NAMED = Map.of();
    private static final Map<String, String> ENGINE_FOR_GPUS = Map.of("PYTORCH_FLAVOR", "cu128");
    private static final Predicate<String> ALL_FREE = gpu -> true;

    private static LaneSettings settings(String device, String slots) {
        return LaneSettingsTests.bound(Map.of("device", device, "slots", slots));
    }

    private static List<Gpu> gpus(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Gpu(index, "GPU-" + index))
                .toList();
    }

    private static Devices devices(LaneSettings settings, int gpus, Map<String, String> environment) {
        return Devices.of("local", settings, gpus(gpus), environment, ALL_FREE);
    }

    @Test
    void eachGpuIsASlotWhereTheEngineIsForGpus() {
        assertThat(devices(settings("auto", "auto"), 3, ENGINE_FOR_GPUS))
                .isEqualTo(new Devices(DeviceKind.GPU, List.of("gpu:0", "gpu:1", "gpu:2")));
    }

    @Test
    void theCpuIsOneSlotWhereThereIsNoGpuOrNoEngineForIt() {
        Devices cpu = new Devices(DeviceKind.CPU, List.of("cpu"));
        LaneSettings auto = settings("auto", "auto");
        assertThat(devices(auto, 0, NO_ENGINE_NAMED)).isEqualTo(cpu);
        assertThat(devices(auto, 0, ENGINE_FOR_GPUS)).isEqualTo(cpu);
        assertThat(devices(auto, 3, NO_ENGINE_NAMED)).isEqualTo(cpu);
        assertThat(devices(auto, 3, Map.of("PYTORCH_FLAVOR", "cpu"))).isEqualTo(cpu);
    }

    @Test
    void aNumberOfSlotsIsKeptToOnEitherDevice() {
        assertThat(devices(settings("auto", "2"), 3, ENGINE_FOR_GPUS).names()).containsExactly("gpu:0", "gpu:1");
        assertThat(devices(settings("auto", "2"), 0, NO_ENGINE_NAMED).names()).containsExactly("cpu", "cpu");
    }

    @Test
    void aDeviceThatIsNamedIsTakenWhateverTheEngine() {
        assertThat(devices(settings("cpu", "auto"), 3, ENGINE_FOR_GPUS).names()).containsExactly("cpu");
        assertThat(devices(settings("gpu", "auto"), 2, NO_ENGINE_NAMED).names()).containsExactly("gpu:0", "gpu:1");
    }

    @Test
    void moreSlotsThanThereAreGpusAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> devices(settings("gpu", "4"), 3, ENGINE_FOR_GPUS))
                .withMessage("The lane local asks for 4 GPUs, but of the 3 that nvidia-smi lists 3 are free");
        assertThatIllegalStateException()
                .isThrownBy(() -> devices(settings("gpu", "auto"), 0, ENGINE_FOR_GPUS))
                .withMessage("The lane local asks for 1 GPUs, but of the 0 that nvidia-smi lists 0 are free");
        assertThatIllegalStateException().isThrownBy(() -> devices(settings("auto", "4"), 3, ENGINE_FOR_GPUS));
    }

    @Test
    void aGpuIsNeverGivenToTwoLanesOrToTwoServersOfAMachine(@TempDir Path directory) {
        try (HostLocks server = new HostLocks(directory);
                HostLocks another = new HostLocks(directory)) {
            Devices two = Devices.of("a", settings("gpu", "2"), gpus(4), ENGINE_FOR_GPUS, server::take);
            Devices rest = Devices.of("b", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, server::take);
            assertThat(two.names()).containsExactly("gpu:0", "gpu:1");
            assertThat(rest.names()).containsExactly("gpu:2", "gpu:3");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Devices.of("c", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, another::take))
                    .withMessage("The lane c asks for 1 GPUs, but of the 4 that nvidia-smi lists 0 are free");
        }
        try (HostLocks next = new HostLocks(directory)) {
            assertThat(Devices.of("d", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, next::take)
                            .names())
                    .hasSize(4);
        }
    }

    @Test
    void aLaneWithACommandLooksForNoGpuHereSinceItsTrainersAreElsewhere() {
        Map<String, String> slurm = Map.of("command", "srun", "device", "gpu", "slots", "2");
        assertThat(devices(LaneSettingsTests.bound(slurm), 0, NO_ENGINE_NAMED))
                .isEqualTo(new Devices(DeviceKind.GPU, List.of("gpu:0", "gpu:0")));
        assertThat(devices(LaneSettingsTests.bound(Map.of("command", "srun")), 3, ENGINE_FOR_GPUS))
                .isEqualTo(new Devices(DeviceKind.CPU, List.of("cpu")));
    }

    @Test
    void theListingOfGpusIsReadWithTheirIndexesAndTheirNamesForEverybody() {
        String listing = """
                GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-4a2f9c1e-0b6d-7f1a-9d43-6f0e6f6f2b11)
                  MIG 1g.10gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
                GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-0c9b8a7d-1111-2222-3333-444455556666)
                """;
        assertThat(Gpus.read(listing))
                .containsExactly(
                        new Gpu(0, "GPU-4a2f9c1e-0b6d-7f1a-9d43-6f0e6f6f2b11"),
                        new Gpu(1, "GPU-0c9b8a7d-1111-2222-3333-444455556666"));
        assertThat(Gpus.read("No devices were found\n")).isEmpty();
    }
}
