package dev.rangefinder.trainer.djl;

import static dev.rangefinder.trainer.djl.StableAbi.nothing;
import static dev.rangefinder.trainer.djl.StableAbi.number;
import static dev.rangefinder.trainer.djl.StableAbi.truth;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PyTorch's own, which any version from {@link StableAbi#MINOR} on bears. */
final class StableCalls implements Calls {

    private static final int ALONG = 1;

    private final StableAbi torch;
    private final Generators generators;

    StableCalls(StableAbi torch, Generators generators) {
        this.torch = torch;
        this.generators = generators;
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

    private <T> T read(PtNDArray array, DataType type, Function<MemorySegment, T> reader) {
        try (PtNDArray inARow = JniUtils.reshape(array, new long[] {-1});
                PtNDArray here = JniUtils.to(inARow, type, Device.cpu());
                PtNDArray withoutGaps = torch.isContiguous(here.getHandle()) ? here : JniUtils.clone(here)) {
            return reader.apply(torch.memory(withoutGaps.getHandle()));
        }
    }

    @Override
    public PtNDArray array(PtNDManager owner, ByteBuffer values, Shape shape, DataType type) {
        PtNDArray here = JniUtils.createEmptyNdArray(owner, shape, type, Device.cpu(), SparseFormat.DENSE);
        MemorySegment memory = torch.memory(here.getHandle());
        MemorySegment given = MemorySegment.ofBuffer(values);
        if (memory.byteSize() != given.byteSize()) {
            throw new IllegalArgumentException(
                    "%d bytes for an array of %d".formatted(given.byteSize(), memory.byteSize()));
        }
        MemorySegment.copy(given, ValueLayout.JAVA_BYTE, 0, memory, ValueLayout.JAVA_BYTE, 0, given.byteSize());
        if (owner.getDevice().equals(Device.cpu())) {
            return here;
        }
        try (here) {
            return JniUtils.to(here, type, owner.getDevice());
        }
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
        return array == null ? nothing() : torch.optional(array.getHandle());
    }

    private PtNDArray result(PtNDArray beside, String operator, long... arguments) {
        return new PtNDArray(beside.getManager(), torch.call(operator, arguments));
    }
}
