package dev.rangefinder.trainer.djl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rangefinder.testing.TorchTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TorchTest
class OutOfMemoryTests {

    @Test
    void soMuchThatNoMachineHasItIsNamed() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            assertThatThrownBy(() -> manager.create(new Shape(1L << 48), DataType.FLOAT32))
                    .satisfies(failure -> assertThat(OutOfMemory.in(failure))
                            .contains("the device has no room for another 1,125,899,906,842,624 bytes"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 268435456 bytes."
                        + " Error code 12 (Cannot allocate memory) | another 268,435,456 bytes",
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 14.57 GiB | another 2.00 GiB",
                "CUDA error: out of memory | what it was asked for",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)` | what it was asked for",
                "cuDNN error: CUDNN_STATUS_ALLOC_FAILED | what it was asked for",
                "std::bad_alloc | what it was asked for"
            })
    void whatLibtorchSaysOfItsMemoryIsUnderstood(String message, String asked) {
        assertThat(OutOfMemory.in(new IllegalStateException(message))).contains("the device has no room for " + asked);
    }

    @Test
    void soIsAHeapThatIsFull() {
        assertThat(OutOfMemory.in(new OutOfMemoryError("Java heap space")).orElseThrow())
                .contains("Java heap", "max-heap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUDA error: an illegal memory access was encountered", "shape '[2]' is invalid", ""})
    void anotherFailureIsNotOne(String message) {
        assertThat(OutOfMemory.in(new IllegalStateException(message))).isEmpty();
        assertThat(OutOfMemory.in(new IllegalStateException())).isEmpty();
    }
}
