package dev.rangefinder.lane.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rangefinder.lane.gpu.Gpus;
import dev.rangefinder.lane.gpu.NvidiaSmi;
import dev.rangefinder.lane.gpu.NvidiaSmiStandIn;
import dev.rangefinder.lane.gpu.SlotDevice;
import dev.rangefinder.run.place.DeviceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTests {

    private static final boolean BUNDLED_ENGINE = false;
    private static final boolean ENGINE_FOR_GPUS = true;
    private static final Predicate<String> ALL_FREE = gpu -> true;

    private static LaneSettings settings(String device, String slots) {
        return LaneSettingsTests.bound(Map.of("device", device, "slots", slots));
    }

    @TempDir
    private Path directory;

    /** So many A100, which have 40 GB each. */
    private Gpus gpus(int count) {
        StringBuilder list = new StringBuilder();
        StringBuilder states = new StringBuilder();
        for (int index = 0; index < count; index++) {
            list.append("GPU %d: NVIDIA A100-SXM4-40GB (UUID: GPU-%d)%n".formatted(index, index));
            states.append("GPU-%d, 40960, 0, 0, 30, 0%n".formatted(index));
        }
        NvidiaSmiStandIn tool =
                new NvidiaSmiStandIn(directory).lists(list.toString()).says(states.toString());
        return Gpus.found(new NvidiaSmi(tool.program().toString(), Duration.ofSeconds(20)), null);
    }

    private Devices devices(LaneSettings settings, int gpus, boolean isEngineForGpus) {
        return Devices.of("local", settings, gpus(gpus), isEngineForGpus, ALL_FREE);
    }

    private static List<String> uuids(Devices devices) {
        return devices.slots().stream()
                .map(slot -> slot.gpu() == null ? slot.name() : slot.gpu().uuid())
                .toList();
    }

    @Test
    void eachGpuIsASlotWhereTheEngineIsForGpus() {
        Devices three = devices(settings("auto", "auto"), 3, ENGINE_FOR_GPUS);
        assertThat(three.kind()).isEqualTo(DeviceKind.GPU);
        assertThat(uuids(three)).containsExactly("GPU-0", "GPU-1", "GPU-2");
        assertThat(three.slots())
                .as("a trainer sees its own GPU, which is the first that it sees")
                .allSatisfy(slot -> assertThat(slot.name()).isEqualTo("gpu:0"))
                .last()
                .satisfies(slot -> assertThat(slot.environment()).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-2")));
    }

    @Test
    void theCpuIsOneSlotWhereThereIsNoGpuOrNoEngineForIt() {
        Devices cpu = new Devices(DeviceKind.CPU, List.of(SlotDevice.CPU));
        LaneSettings auto = settings("auto", "auto");
        assertThat(devices(auto, 0, BUNDLED_ENGINE)).isEqualTo(cpu);
        assertThat(devices(auto, 0, ENGINE_FOR_GPUS)).isEqualTo(cpu);
        assertThat(devices(auto, 3, BUNDLED_ENGINE)).isEqualTo(cpu);
    }

    @Test
    void aNumberOfSlotsIsKeptToOnEitherDevice() {
        assertThat(uuids(devices(settings("auto", "2"), 3, ENGINE_FOR_GPUS))).containsExactly("GPU-0", "GPU-1");
        assertThat(uuids(devices(settings("auto", "2"), 0, BUNDLED_ENGINE))).containsExactly("cpu", "cpu");
    }

    @Test
    void aCpuThatIsNamedIsTakenWhateverTheEngine() {
        assertThat(uuids(devices(settings("cpu", "auto"), 3, ENGINE_FOR_GPUS))).containsExactly("cpu");
    }

    /** Every run would fail there. */
    @Test
    void gpusThatAreNamedAreRefusedWithAnEngineForCpus() {
        Map<String, String> elsewhere = Map.of("command", "srun", "device", "gpu");
        for (LaneSettings gpu : List.of(settings("gpu", "auto"), LaneSettingsTests.bound(elsewhere))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> devices(gpu, 2, BUNDLED_ENGINE))
                    .withMessageContaining(
                            "The lane local is on GPUs, and the engine is for CPUs: rangefinder.engine.pytorch");
        }
    }

    @Test
    void severalSlotsShareAGpuOnlyWhereThatIsSaid() {
        Map<String, String> two = Map.of("device", "gpu", "gpu.slots-each", "2");
        assertThat(uuids(devices(LaneSettingsTests.bound(two), 2, ENGINE_FOR_GPUS)))
                .containsExactly("GPU-0", "GPU-0", "GPU-1", "GPU-1");
        Map<String, String> three = Map.of("device", "gpu", "gpu.slots-each", "2", "slots", "3");
        assertThat(uuids(devices(LaneSettingsTests.bound(three), 2, ENGINE_FOR_GPUS)))
                .containsExactly("GPU-0", "GPU-0", "GPU-1");
    }

    @Test
    void aLaneTakesTheGpusThatItAsksFor() {
        Map<String, String> small = Map.of("device", "gpu", "gpu.model", "a100", "gpu.min-memory", "40GB");
        assertThat(uuids(devices(LaneSettingsTests.bound(small), 1, ENGINE_FOR_GPUS)))
                .containsExactly("GPU-0");
        for (Map<String, String> other : List.of(
                Map.of("device", "gpu", "gpu.model", "H100"), Map.of("device", "gpu", "gpu.min-memory", "41GB"))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> devices(LaneSettingsTests.bound(other), 1, ENGINE_FOR_GPUS))
                    .withMessageContaining("of the 1 GPUs that are visible 0 are what it asks for");
        }
    }

    @Test
    void moreSlotsThanThereAreGpusAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> devices(settings("gpu", "4"), 3, ENGINE_FOR_GPUS))
                .withMessage(
                        "The lane local asks for 4 slots on GPUs, but has 3: of the 3 GPUs that are visible 3 are what it asks for; the rest are another server's or lane's");
        assertThatIllegalStateException()
                .isThrownBy(() -> devices(settings("gpu", "auto"), 0, ENGINE_FOR_GPUS))
                .withMessageContaining("The lane local asks for 1 slots on GPUs, but has 0")
                .withMessageContaining("nvidia-smi says nothing (exit code 0)");
        assertThatIllegalStateException().isThrownBy(() -> devices(settings("auto", "4"), 3, ENGINE_FOR_GPUS));
    }

    @Test
    void aGpuIsNeverGivenToTwoLanesOrToTwoServersOfAMachine(@TempDir Path locks) {
        try (HostLocks server = new HostLocks(locks);
                HostLocks another = new HostLocks(locks)) {
            Devices two = Devices.of("a", settings("gpu", "2"), gpus(4), ENGINE_FOR_GPUS, server::take);
            Devices rest = Devices.of("b", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, server::take);
            assertThat(uuids(two)).containsExactly("GPU-0", "GPU-1");
            assertThat(uuids(rest)).containsExactly("GPU-2", "GPU-3");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Devices.of("c", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, another::take))
                    .withMessageContaining("The lane c asks for 1 slots on GPUs, but has 0: of the 4 GPUs");
        }
        try (HostLocks next = new HostLocks(locks)) {
            assertThat(Devices.of("d", settings("gpu", "auto"), gpus(4), ENGINE_FOR_GPUS, next::take)
                            .slots())
                    .hasSize(4);
        }
    }

    @Test
    void aLaneWithACommandLooksForNoGpuHereSinceItsTrainersAreElsewhere() {
        Map<String, String> slurm = Map.of("command", "srun", "device", "gpu", "slots", "2");
        assertThat(devices(LaneSettingsTests.bound(slurm), 0, ENGINE_FOR_GPUS))
                .isEqualTo(new Devices(DeviceKind.GPU, List.of(SlotDevice.GPU_ELSEWHERE, SlotDevice.GPU_ELSEWHERE)));
        assertThat(devices(LaneSettingsTests.bound(Map.of("command", "srun")), 3, ENGINE_FOR_GPUS))
                .isEqualTo(new Devices(DeviceKind.CPU, List.of(SlotDevice.CPU)));
    }
}
