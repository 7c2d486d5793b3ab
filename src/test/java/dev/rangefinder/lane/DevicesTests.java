package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevicesTests {

    private static final Map<String, String> NO_ENGINE_NAMED = Map.of();
    private static final Map<String, String> ENGINE_FOR_GPUS = Map.of("PYTORCH_FLAVOR", "cu128");

    private static LaneSettings settings(LaneSettings.Device device, String slots) {
        return new LaneSettings(true, device, slots, 1, Duration.ofMillis(250), Duration.ofSeconds(10));
    }

    @Test
    void eachGpuIsASlotWhereTheEngineIsForGpus() {
        LaneSettings auto = settings(LaneSettings.Device.AUTO, "auto");
        assertThat(Devices.ofSlots(auto, 3, ENGINE_FOR_GPUS)).containsExactly("gpu:0", "gpu:1", "gpu:2");
    }

    @Test
    void theCpuIsOneSlotWhereThereIsNoGpuOrNoEngineForIt() {
        LaneSettings auto = settings(LaneSettings.Device.AUTO, "auto");
        assertThat(Devices.ofSlots(auto, 0, NO_ENGINE_NAMED)).containsExactly("cpu");
        assertThat(Devices.ofSlots(auto, 0, ENGINE_FOR_GPUS)).containsExactly("cpu");
        assertThat(Devices.ofSlots(auto, 3, NO_ENGINE_NAMED)).containsExactly("cpu");
        assertThat(Devices.ofSlots(auto, 3, Map.of("PYTORCH_FLAVOR", "cpu"))).containsExactly("cpu");
    }

    @Test
    void aNumberOfSlotsIsKeptToOnEitherDevice() {
        assertThat(Devices.ofSlots(settings(LaneSettings.Device.AUTO, "2"), 3, ENGINE_FOR_GPUS))
                .containsExactly("gpu:0", "gpu:1");
        assertThat(Devices.ofSlots(settings(LaneSettings.Device.AUTO, "2"), 0, NO_ENGINE_NAMED))
                .containsExactly("cpu", "cpu");
    }

    @Test
    void aDeviceThatIsNamedIsTakenWhateverTheEngine() {
        assertThat(Devices.ofSlots(settings(LaneSettings.Device.CPU, "auto"), 3, ENGINE_FOR_GPUS))
                .containsExactly("cpu");
        assertThat(Devices.ofSlots(settings(LaneSettings.Device.GPU, "auto"), 2, NO_ENGINE_NAMED))
                .containsExactly("gpu:0", "gpu:1");
    }

    @Test
    void moreSlotsThanThereAreGpusAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Devices.ofSlots(settings(LaneSettings.Device.GPU, "4"), 3, ENGINE_FOR_GPUS))
                .withMessage("The lane local asks for 4 GPUs, but nvidia-smi lists 3");
        assertThatIllegalStateException()
                .isThrownBy(() -> Devices.ofSlots(settings(LaneSettings.Device.GPU, "auto"), 0, ENGINE_FOR_GPUS))
                .withMessage("The lane local asks for 1 GPUs, but nvidia-smi lists 0");
        assertThatIllegalStateException()
                .isThrownBy(() -> Devices.ofSlots(settings(LaneSettings.Device.AUTO, "4"), 3, ENGINE_FOR_GPUS));
    }
}
