package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class MachineMemoryTests {

    private static MachineMemory megabytes(long total, long serverHeap) {
        return new MachineMemory(DataSize.ofMegabytes(total), DataSize.ofMegabytes(serverHeap));
    }

    @Test
    void theHeapOfATrainerFitsItsMachine() {
        DataSize most = DataSize.ofGigabytes(1);
        assertThat(megabytes(65536, 16384).heapOfTrainer(most, 4)).isEqualTo(most);
        assertThat(megabytes(1024, 256).heapOfTrainer(most, 1)).isEqualTo(DataSize.ofMegabytes(256));
        assertThat(megabytes(1024, 256).heapOfTrainer(most, 2)).isEqualTo(DataSize.ofMegabytes(128));
        assertThat(megabytes(128, 32).heapOfTrainer(most, 4)).isEqualTo(DataSize.ofMegabytes(64));
        assertThat(megabytes(65536, 16384).heapOfTrainer(DataSize.ofMegabytes(32), 1))
                .isEqualTo(DataSize.ofMegabytes(32));
    }

    @Test
    void tooLittleIsSaidWithWhatThereIsAndWhatItTakes() {
        assertThat(megabytes(768, 192).shortage(1)).isEmpty();
        assertThat(megabytes(512, 128).shortage(1))
                .hasValueSatisfying(said -> assertThat(said).contains("512 MB of memory", "1 trainer(s)", "768 MB"));
        assertThat(megabytes(1024, 256).shortage(3))
                .hasValueSatisfying(said -> assertThat(said).contains("1280 MB"));
    }

    @Test
    void aTrialLeavesTheServerWhatItMayTake() {
        DataSize most = DataSize.ofGigabytes(4);
        assertThat(megabytes(2048, 614).leftForTrial(most, 1)).isEqualTo(DataSize.ofMegabytes(1178));
        assertThat(megabytes(65536, 16384).leftForTrial(most, 1)).isEqualTo(most);
        assertThat(megabytes(512, 300).leftForTrial(most, 1)).isEqualTo(DataSize.ofBytes(0));
        assertThat(megabytes(2048, 614).leftForTrial(most, 2)).isEqualTo(DataSize.ofMegabytes(589));
        assertThat(megabytes(512, 300).trialsAtOnce(2)).isEqualTo(1);
        assertThat(megabytes(65536, 16384).trialsAtOnce(2)).isEqualTo(2);
        assertThat(MachineMemory.leastForTrial(DataSize.ofMegabytes(744))).isEqualTo(DataSize.ofMegabytes(1744));
    }

    @Test
    void thisMachineHasMoreThanItsServersHeap() {
        MachineMemory here = MachineMemory.ofThisMachine();
        assertThat(here.total()).isGreaterThan(here.serverHeap());
    }
}
