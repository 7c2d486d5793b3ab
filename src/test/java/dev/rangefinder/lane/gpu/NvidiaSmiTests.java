package dev.rangefinder.lane.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.lane.program.NoAnswerException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What NVIDIA documents that its tool says, and what it is known to say when something is wrong. */
class NvidiaSmiTests {

    @TempDir
    private Path directory;

    private NvidiaSmiStandIn standIn;

    @BeforeEach
    void putOneInItsPlace() {
        standIn = new NvidiaSmiStandIn(directory);
    }

    @Test
    void wholeGpusAreListed() throws NoAnswerException {
        standIn.lists("""
                GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-4a2f9c1e-0b6d-7f1a-9d43-6f0e6f6f2b11)
                GPU 1: Tesla T4 (UUID: GPU-0c9b8a7d-1111-2222-3333-444455556666)
                """);
        assertThat(standIn.tool().gpus())
                .containsExactly(
                        new Gpu("GPU-4a2f9c1e-0b6d-7f1a-9d43-6f0e6f6f2b11", 0, "NVIDIA H100 80GB HBM3", null),
                        new Gpu("GPU-0c9b8a7d-1111-2222-3333-444455556666", 1, "Tesla T4", null));
    }

    @Test
    void aDividedGpuIsThereAsItsSlices() throws NoAnswerException {
        standIn.lists("""
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6)
                  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
                  MIG 1g.5gb      Device  1: (UUID: MIG-GPU-5d5ba0d6/9/0)
                GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-aaaa)
                """);
        assertThat(standIn.tool().gpus())
                .containsExactly(
                        new Gpu(
                                "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f",
                                0,
                                "NVIDIA A100-SXM4-40GB MIG 3g.20gb",
                                "GPU-5d5ba0d6"),
                        new Gpu("MIG-GPU-5d5ba0d6/9/0", 0, "NVIDIA A100-SXM4-40GB MIG 1g.5gb", "GPU-5d5ba0d6"),
                        new Gpu("GPU-aaaa", 1, "NVIDIA A100-SXM4-40GB", null));
    }

    @Test
    void statesAreReadAndWhatADeviceLacksIsAbsent() throws NoAnswerException {
        standIn.says("""
                GPU-a, 81559, 1024, 37, 41, 0
                GPU-b, 15360, 3, [N/A], 29, [N/A]
                GPU-c, 15360, [Not Supported], 0, N/A, [Insufficient Permissions]
                """);
        assertThat(standIn.tool().states())
                .containsOnlyKeys("GPU-a", "GPU-b", "GPU-c")
                .containsEntry("GPU-a", new GpuState(81559, 1024, 37, 41, 0, null))
                .containsEntry("GPU-b", new GpuState(15360, 3, null, 29, null, null))
                .containsEntry("GPU-c", new GpuState(15360, null, 0, null, null, null));
    }

    @Test
    void anErrorInThePlaceOfAValueIsAFault() throws NoAnswerException {
        standIn.says("""
                GPU-a, [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error]
                GPU-b, 15360, 3, ERR!, 29, 0
                GPU-c, [GPU is lost], [GPU is lost], [GPU is lost], [GPU is lost], [GPU is lost]
                """);
        assertThat(standIn.tool().states())
                .allSatisfy((uuid, state) -> assertThat(state.fault()).isNotNull())
                .hasEntrySatisfying(
                        "GPU-c", state -> assertThat(state.sickness()).hasValue("nvidia-smi says [GPU is lost] of it"));
    }

    @Test
    void aGpuThatFellOffTheBusIsMissingAmongTheOthers() throws NoAnswerException {
        standIn.runs("""
                #!/bin/sh
                echo 'GPU-a, 81559, 1024, 37, 41, 0'
                echo 'Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU'
                exit 15
                """);
        assertThat(standIn.tool().states()).containsOnlyKeys("GPU-a");
    }

    @Test
    void withoutTheToolThereIsAReason() {
        assertNoAnswer(
                new NvidiaSmi("no-such-nvidia-smi", Duration.ofSeconds(1)), "there is no no-such-nvidia-smi here");
    }

    @Test
    void withoutADriverThereIsAReason() {
        standIn.fails(
                9,
                "NVIDIA-SMI has failed because it couldn\"t communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.");
        assertNoAnswer(
                standIn.tool(),
                "nvidia-smi says NVIDIA-SMI has failed because it couldn\"t communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running. (exit code 9)");
    }

    @Test
    void withoutADeviceThereIsAReason() {
        standIn.fails(6, "No devices were found");
        assertNoAnswer(standIn.tool(), "nvidia-smi says No devices were found (exit code 6)");
    }

    @Test
    void aToolThatSaysNothingHasNoAnswer() {
        standIn.runs("#!/bin/sh\n");
        assertNoAnswer(standIn.tool(), "nvidia-smi says nothing (exit code 0)");
    }

    /** As one does whose driver hangs, with a child that keeps its output open. */
    @Test
    void aToolThatHangsIsNotWaitedFor() {
        standIn.runs("#!/bin/sh\nsleep 30 &\nwait\n");
        NvidiaSmi hanging = new NvidiaSmi(standIn.program().toString(), Duration.ofSeconds(1));
        assertNoAnswer(hanging, "nvidia-smi did not answer within 1 s");
    }

    private static void assertNoAnswer(NvidiaSmi tool, String reason) {
        assertThatExceptionOfType(NoAnswerException.class)
                .isThrownBy(tool::gpus)
                .withMessage(reason);
        assertThatExceptionOfType(NoAnswerException.class)
                .isThrownBy(tool::states)
                .withMessage(reason);
    }
}
