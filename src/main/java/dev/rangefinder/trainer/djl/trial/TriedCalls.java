package dev.rangefinder.trainer.djl.trial;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.djl.engine.Autocast;
import dev.rangefinder.trainer.djl.engine.Calls;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.trial.EngineTrial.Attempt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Each call of its own, on a few numbers whose results are known by hand. */
final class TriedCalls {

    private static final Shape SQUARE = new Shape(2, 2);
    private static final Shape IMAGE = new Shape(1, 1, 2, 2);
    private static final Shape TWO = new Shape(2, 2);
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NOTHING = new Shape(0, 0);
    private static final float[] A = {1, 2, 3, 4};
    private static final float[] B = {2, 0.5f, 1, 4};

    static final List<Attempt> ALL = List.of(
            new Attempt("array and numbers", manager -> Tensors.floats(a(manager)), A),
            new Attempt("shape", manager -> sizes(a(manager)), 2, 2),
            new Attempt("integers", TriedCalls::integers, 1, 0),
            new Attempt("full", manager -> Tensors.floats(Tensors.filled(manager, 3, SQUARE)), 3, 3, 3, 3),
            new Attempt("zerosLike", of(TriedCalls::zeros), 0, 0, 0, 0),
            new Attempt("clone", of(JniUtils::clone), A),
            new Attempt("add", of(JniUtils::add), 3, 2.5f, 4, 8),
            new Attempt("sub", of(JniUtils::sub), -1, 1.5f, 2, 0),
            new Attempt("mul", of(JniUtils::mul), 2, 1, 3, 16),
            new Attempt("div", of(JniUtils::div), 0.5f, 4, 3, 1),
            new Attempt("max", of((a, b) -> JniUtils.max(a, b)), 2, 2, 3, 4),
            new Attempt("min", of((a, b) -> JniUtils.min(a, b)), 1, 0.5f, 1, 4),
            new Attempt("matmul", of(JniUtils::matmul), 4, 8.5f, 10, 17.5f),
            new Attempt("square", of(JniUtils::square), 1, 4, 9, 16),
            new Attempt("sqrt", of(JniUtils::sqrt), 1, 1.41421f, 1.73205f, 2),
            new Attempt("exp", of(JniUtils::exp), 2.71828f, 7.38906f, 20.0855f, 54.5982f),
            new Attempt("log", of(JniUtils::log), 0, 0.693147f, 1.098612f, 1.386294f),
            new Attempt("sigmoid", of(JniUtils::sigmoid), 0.731059f, 0.880797f, 0.952574f, 0.982014f),
            new Attempt("relu", of(a -> JniUtils.relu(JniUtils.sub(a, two(a)))), 0, 0, 1, 2),
            new Attempt("gelu", of(JniUtils::gelu), 0.841345f, 1.954500f, 2.995950f, 3.999873f),
            new Attempt("addi", inPlace(JniUtils::addi), 3, 2.5f, 4, 8),
            new Attempt("subi", inPlace(JniUtils::subi), -1, 1.5f, 2, 0),
            new Attempt("muli", inPlace(JniUtils::muli), 2, 1, 3, 16),
            new Attempt("sum", of(a -> JniUtils.sum(a)), 10),
            new Attempt("mean", of(a -> JniUtils.mean(a, 1, false)), 1.5f, 3.5f),
            new Attempt("argMax", manager -> asFloats(Tensors.longs(JniUtils.argMax(b(manager), 1, false))), 0, 1),
            new Attempt("transpose", of(a -> JniUtils.transpose(a, 0, 1)), 1, 3, 2, 4),
            new Attempt("permute", of(a -> JniUtils.permute(a, new long[] {1, 0})), 1, 3, 2, 4),
            new Attempt("reshape", of(a -> JniUtils.reshape(a, new long[] {4, 1})), A),
            new Attempt("flatten", of(a -> JniUtils.flatten(a, 0, 1)), A),
            new Attempt("slice", of(a -> JniUtils.slice(a, 1, 1, 2, 1)), 2, 4),
            new Attempt("squeeze", of(a -> JniUtils.squeeze(JniUtils.slice(a, 0, 1, 2, 1), 0)), 3, 4),
            new Attempt("cat", of((a, b) -> JniUtils.cat(new PtNDArray[] {a, b}, 1)), 1, 2, 2, 0.5f, 3, 4, 1, 4),
            new Attempt("pad", of(a -> JniUtils.pad(a, new long[] {0, 1}, 0)), 1, 2, 0, 3, 4, 0),
            new Attempt(
                    "softmax",
                    of(a -> JniUtils.softmax(a, 1, DataType.FLOAT32)),
                    0.268941f,
                    0.731059f,
                    0.268941f,
                    0.731059f),
            new Attempt(
                    "logSoftmax",
                    of(a -> JniUtils.logSoftmax(a, 1, DataType.FLOAT32)),
                    -1.313262f,
                    -0.313262f,
                    -1.313262f,
                    -0.313262f),
            new Attempt(
                    "to",
                    of(a -> JniUtils.to(a, DataType.FLOAT32, a.getManager().getDevice())),
                    A),
            new Attempt("gather", manager -> gathered(manager), 2, 3),
            new Attempt("numbers read later", TriedCalls::readLater, 1, 2, 3, 4, 0, 1),
            new Attempt("bfloat16", manager -> product(manager, Precision.BFLOAT16), 256),
            new Attempt("float16", manager -> product(manager, Precision.FLOAT16), 257),
            new Attempt("embedding", TriedCalls::embedded, 3, 4, 1, 2),
            new Attempt("linear", of((a, b) -> Tensors.calls().linear(a, b, row(a))), 4, 12, 9, 22),
            new Attempt("layerNorm", TriedCalls::normalized, -1, 1, -1, 1),
            new Attempt("dropout", of(a -> JniUtils.mul(a, JniUtils.dropout(a, 0, true))), 1, 4, 9, 16),
            new Attempt("seed", TriedCalls::seeded, 0),
            new Attempt(
                    "convolution", of((a, b) -> Tensors.calls().convolution(image(a), image(b), null, 1, 0, 1)), 22),
            new Attempt("maxPool", of(a -> Tensors.calls().maxPool(image(a), TWO, TWO, NOTHING, false)), 4),
            new Attempt(
                    "averagePool",
                    of(a -> Tensors.calls().averagePool(image(a), TWO, ONE, ONE, false)),
                    0.25f,
                    0.75f,
                    0.5f,
                    1,
                    2.5f,
                    1.5f,
                    0.75f,
                    1.75f,
                    1),
            new Attempt("averageOfPlaces", of(a -> Tensors.calls().averageOfPlaces(image(a))), 2.5f),
            new Attempt("batchNorm", TriedCalls::batchNormalized, -1, -1, 1, 1, 0.2f, 0.3f),
            new Attempt("gradient", TriedCalls::gradient, 2, 4, 6, 8),
            new Attempt("zeroGrad", TriedCalls::noGradient, 0, 0, 0, 0));

    private TriedCalls() {}

    private static PtNDArray a(PtNDManager manager) {
        return Tensors.of(manager, A, SQUARE);
    }

    private static PtNDArray b(PtNDManager manager) {
        return Tensors.of(manager, B, SQUARE);
    }

    private static PtNDArray two(PtNDArray beside) {
        return Tensors.filled(beside.getManager(), 2, new Shape());
    }

    private static PtNDArray row(PtNDArray beside) {
        return Tensors.of(beside.getManager(), new float[] {1, 3}, new Shape(2));
    }

    private static PtNDArray image(PtNDArray square) {
        return JniUtils.reshape(square, IMAGE.getShape());
    }

    private static PtNDArray zeros(PtNDArray array) {
        return JniUtils.zerosLike(array, DataType.FLOAT32, array.getManager().getDevice(), SparseFormat.DENSE);
    }

    private static Attempt.Computation of(UnaryOperator<PtNDArray> call) {
        return manager -> Tensors.floats(call.apply(a(manager)));
    }

    private static Attempt.Computation of(BinaryOperator<PtNDArray> call) {
        return manager -> Tensors.floats(call.apply(a(manager), b(manager)));
    }

    private interface InPlace {
        void change(PtNDArray array, PtNDArray other);
    }

    private static Attempt.Computation inPlace(InPlace call) {
        return manager -> {
            PtNDArray changed = a(manager);
            call.change(changed, b(manager));
            return Tensors.floats(changed);
        };
    }

    private static PtNDArray indices(PtNDManager manager, Shape shape) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        return Tensors.of(manager, buffer.putLong(1).putLong(0).flip(), shape, DataType.INT64);
    }

    private static float[] integers(PtNDManager manager) {
        return asFloats(Tensors.longs(indices(manager, new Shape(2))));
    }

    private static float[] gathered(PtNDManager manager) {
        return Tensors.floats(Tensors.calls().gather(a(manager), indices(manager, new Shape(2, 1))));
    }

    /** Of arrays that are closed by then. */
    private static float[] readLater(PtNDManager manager) {
        Supplier<float[]> floats;
        Supplier<long[]> longs;
        try (PtNDManager closed = manager.newSubManager(manager.getDevice())) {
            floats = Tensors.calls().floatsLater(a(closed));
            longs = Tensors.calls().longsLater(JniUtils.argMax(b(closed), 1, false));
        }
        float[] read = Arrays.copyOf(floats.get(), A.length + 2);
        System.arraycopy(asFloats(longs.get()), 0, read, A.length, 2);
        return read;
    }

    /** 257 times 1, which in eight bits is 256. */
    private static float[] product(PtNDManager manager, Precision precision) {
        PtNDArray factor = Tensors.filled(manager, 257, ONE);
        PtNDArray one = Tensors.filled(manager, 1, ONE);
        PtNDArray product = Autocast.of(precision, manager.getDevice())
                .during(() -> Tensors.calls().linear(factor, one, null));
        return Tensors.floats(JniUtils.to(product, DataType.FLOAT32, manager.getDevice()));
    }

    private static float[] embedded(PtNDManager manager) {
        return Tensors.floats(JniUtils.embedding(indices(manager, new Shape(2)), a(manager), false));
    }

    private static float[] normalized(PtNDManager manager) {
        Shape pair = new Shape(2);
        return Tensors.floats(JniUtils.layerNorm(
                a(manager), pair, Tensors.filled(manager, 1, pair), Tensors.filled(manager, 0, pair), 1e-5));
    }

    /** The numbers of a training batch, and what became of the running mean and variance of the second channel. */
    private static float[] batchNormalized(PtNDManager manager) {
        Shape pair = new Shape(2);
        Calls.Norm norm = new Calls.Norm(
                Tensors.filled(manager, 0, pair),
                Tensors.filled(manager, 0, pair),
                Tensors.filled(manager, 1, pair),
                Tensors.filled(manager, 0, pair));
        float[] values = Tensors.floats(Tensors.calls().batchNorm(a(manager), norm, true, 0.1, 1e-5));
        return new float[] {
            values[0],
            values[1],
            values[2],
            values[3],
            Tensors.floats(norm.mean())[0],
            Tensors.floats(norm.variance())[1] + 0.1f
        };
    }

    /** How many of the masks of two passes differ that begin from the same seed. */
    private static float[] seeded(PtNDManager manager) {
        float[][] drawn = new float[2][];
        for (int pass = 0; pass < drawn.length; pass++) {
            Tensors.calls().seed(5);
            drawn[pass] = Tensors.floats(JniUtils.dropout(Tensors.filled(manager, 1, new Shape(64)), 0.5, true));
        }
        int different = 0;
        boolean isDropped = false;
        for (int i = 0; i < drawn[0].length; i++) {
            different += drawn[0][i] == drawn[1][i] ? 0 : 1;
            isDropped |= drawn[0][i] == 0;
        }
        return new float[] {isDropped ? different : drawn[0].length};
    }

    private static PtNDArray differentiated(PtNDManager manager) {
        PtNDArray weights = a(manager);
        JniUtils.attachGradient(weights, true);
        JniUtils.setGradMode(true);
        PtNDArray squares = JniUtils.square(weights);
        JniUtils.backward(squares, Tensors.filled(manager, 1, SQUARE), false, false);
        JniUtils.setGradMode(false);
        return weights;
    }

    private static float[] gradient(PtNDManager manager) {
        return Tensors.floats(JniUtils.getGradient(differentiated(manager)));
    }

    private static float[] noGradient(PtNDManager manager) {
        PtNDArray weights = differentiated(manager);
        JniUtils.zeroGrad(weights);
        return Tensors.floats(JniUtils.getGradient(weights));
    }

    private static float[] sizes(PtNDArray array) {
        return asFloats(Tensors.shape(array));
    }

    private static float[] asFloats(long[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = numbers[i];
        }
        return floats;
    }
}
