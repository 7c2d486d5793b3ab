package dev.rangefinder.lane.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleGpusTests {

    private static final List<Gpu> GPUS = List.of(
            new Gpu("GPU-aaaa1111", 0, "A100", null),
            new Gpu("GPU-aaaa2222", 1, "A100", null),
            new Gpu("MIG-bbbb1111", 2, "A100 MIG 3g.20gb", "GPU-bbbb"),
            new Gpu("MIG-bbbb2222", 2, "A100 MIG 3g.20gb", "GPU-bbbb"));

    private static List<Gpu> visible(String variable) {
        return VisibleGpus.of(GPUS, variable);
    }

    @Test
    void allAreWhereTheVariableIsNotSet() {
        assertThat(VisibleGpus.of(GPUS, null)).isEqualTo(GPUS);
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "NoDevFiles", "none", "7", "GPU-", "GPU-aaaa", "gpu-aaaa1111"})
    void noneIsWhereTheFirstIsNoneOfThem(String variable) {
        assertThat(visible(variable)).isEmpty();
    }

    @Test
    void theyComeInTheOrderOfTheVariable() {
        assertThat(visible("1,0")).containsExactly(GPUS.get(1), GPUS.get(0));
        assertThat(visible(" 1 , GPU-aaaa1")).containsExactly(GPUS.get(1), GPUS.get(0));
    }

    @Test
    void whatStandsBehindAWrongOneIsNotSeen() {
        assertThat(visible("1,9,0")).containsExactly(GPUS.get(1));
        assertThat(visible("1,1,0")).containsExactly(GPUS.get(1));
        assertThat(visible("0,-1,1")).containsExactly(GPUS.get(0));
    }

    @Test
    void aSliceIsNamedByItsUuidAndADividedGpuByItsIndexIsItsFirstSlice() {
        assertThat(visible("MIG-bbbb2222")).containsExactly(GPUS.get(3));
        assertThat(visible("2")).containsExactly(GPUS.get(2));
    }
}
