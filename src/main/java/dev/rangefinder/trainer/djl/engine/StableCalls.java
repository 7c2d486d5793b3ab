package dev.rangefinder.trainer.djl.engine;

import static dev.rangefinder.trainer.djl.engine.StableAbi.nothing;
import static dev.rangefinder.trainer.djl.engine.StableAbi.number;
import static dev.rangefinder.trainer.djl.engine.StableAbi.truth;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PyTorch's own, which any version from {@link StableAbi#MINOR} on bears. */
public final class StableCalls implements Calls {

    private static final int ALONG = 1;

    private final StableAbi torch;
    private final Generators generators;
    private final Optional<CudaEvents> events;

    public StableCalls(StableAbi torch, Generators generators, Optional<CudaEvents> events) {
        this.torch = torch;
        this.generators = generators;
        this.events = events;
    }

    @Override
    public boolean bearsModules() {
        return false;
    }

    @Override
    public void seed(long seed) {
        generators.seed(seed);
    }

    @Override
    public long[] shape(PtNDArray array) {
        return torch.shape(array.getHandle());
    }

    @Override
    public float[] floats(PtNDArray array) {
        return read(array, DataType.FLOAT32, memory -> memory.toArray(JAVA_FLOAT));
    }

    @Override
    public long[] longs(PtNDArray array) {
        return read(array, DataType.INT64, memory -> memory.toArray(JAVA_LONG));
    }

    @Override
    public Supplier<float[]> floatsLater(PtNDArray array) {
        return later(array, DataType.FLOAT32, this::floats);
    }

    @Override
    public Supplier<long[]> longsLater(PtNDArray array) {
        return later(array, DataType.INT64, this::longs);
    }

    /** A GPU copies it to where it need not be asked for it, when it comes to that; elsewhere it is there already. */
    private <T> Supplier<T> later(PtNDArray array, DataType type, Function<PtNDArray, T> reader) {
        if (array.getManager().getDevice().equals(Device.cpu()) || events.isEmpty()) {
            T now = reader.apply(array);
            return () -> now;
        }
        PtNDArray here = staged(array.getManager(), shape(array), type, true);
        here.detach();
        try (PtNDArray withoutItsPast = result(array, "aten::detach", tensor(array))) {
            copy(withoutItsPast, here);
        }
        CudaEvents.Mark isThere = events.get().mark();
        return () -> {
            isThere.await();
            try (here) {
                return reader.apply(here);
            }
        };
    }

    private <T> T read(PtNDArray array, DataType type, Function<MemorySegment, T> reader) {
        try (PtNDArray inARow = JniUtils.reshape(array, new long[] {-1});
                PtNDArray here = JniUtils.to(inARow, type, Device.cpu());
                PtNDArray withoutGaps = torch.isContiguous(here.getHandle()) ? here : JniUtils.clone(here)) {
            return reader.apply(torch.memory(withoutGaps.getHandle()));
        }
    }

    @Override
    public PtNDArray array(PtNDManager owner, ByteBuffer values, Shape shape, DataType type) {
        boolean isHere = owner.getDevice().equals(Device.cpu());
        PtNDArray here = staged(owner, shape.getShape(), type, !isHere);
        MemorySegment memory = torch.memory(here.getHandle());
        MemorySegment given = MemorySegment.ofBuffer(values);
        if (memory.byteSize() != given.byteSize()) {
            throw new IllegalArgumentException(
                    "%d bytes for an array of %d".formatted(given.byteSize(), memory.byteSize()));
        }
        MemorySegment.copy(given, ValueLayout.JAVA_BYTE, 0, memory, ValueLayout.JAVA_BYTE, 0, given.byteSize());
        if (isHere) {
            return here;
        }
        try (here) {
            PtNDArray there = JniUtils.createEmptyNdArray(owner, shape, type, owner.getDevice(), SparseFormat.DENSE);
            copy(here, there);
            return there;
        }
    }

    /**
     * An array of the CPU with any numbers.
     *
     * @param isPinned whether GPUs may copy from it and to it while both go on; PyTorch keeps its memory until they have
     */
    private PtNDArray staged(PtNDManager owner, long[] shape, DataType type, boolean isPinned) {
        return new PtNDArray(
                owner,
                torch.callOverload(
                        "aten::empty",
                        "memory_format",
                        torch.list(shape),
                        torch.optional(torch.type(type == DataType.FLOAT32)),
                        nothing(),
                        nothing(),
                        torch.optional(truth(isPinned)),
                        nothing()));
    }

    /** Asks for it, and does not wait where one of them is a GPU's and the other is pinned. */
    private void copy(PtNDArray from, PtNDArray to) {
        result(to, "aten::copy_", tensor(to), tensor(from), truth(true)).close();
    }

    @Override
    public PtNDArray convolution(
            PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias, long stride, long padding, int groups) {
        return result(
                values,
                "aten::conv2d",
                tensor(values),
                tensor(weight),
                optional(bias),
                torch.list(stride, stride),
                torch.list(padding, padding),
                torch.list(1, 1),
                groups);
    }

    @Override
    public PtNDArray linear(PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias) {
        return result(values, "aten::linear", tensor(values), tensor(weight), optional(bias));
    }

    @Override
    public PtNDArray maxPool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil) {
        return result(
                values,
                "aten::max_pool2d",
                tensor(values),
                torch.list(kernel.getShape()),
                torch.list(stride.getShape()),
                torch.list(padding.getShape()),
                torch.list(1, 1),
                truth(ceil));
    }

    @Override
    public PtNDArray averagePool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil) {
        return result(
                values,
                "aten::avg_pool2d",
                tensor(values),
                torch.list(kernel.getShape()),
                torch.list(stride.getShape()),
                torch.list(padding.getShape()),
                truth(ceil),
                truth(true),
                nothing());
    }

    @Override
    public PtNDArray averageOfPlaces(PtNDArray values) {
        return result(values, "aten::adaptive_avg_pool2d", tensor(values), torch.list(1, 1));
    }

    @Override
    public PtNDArray batchNorm(PtNDArray values, Norm norm, boolean training, double shareOfNewest, double epsilon) {
        return result(
                values,
                "aten::batch_norm",
                tensor(values),
                optional(norm.scale()),
                optional(norm.shift()),
                optional(norm.mean()),
                optional(norm.variance()),
                truth(training),
                number(shareOfNewest),
                number(epsilon),
                truth(true));
    }

    @Override
    public PtNDArray gather(PtNDArray values, PtNDArray indices) {
        return result(values, "aten::gather", tensor(values), ALONG, tensor(indices), truth(false));
    }

    private long tensor(PtNDArray array) {
        return torch.tensor(array.getHandle());
    }

    private long optional(@Nullable PtNDArray array) {
        return array == null ? nothing() : torch.optional(tensor(array));
    }

    private PtNDArray result(PtNDArray beside, String operator, long... arguments) {
        return new PtNDArray(beside.getManager(), torch.call(operator, arguments));
    }
}
