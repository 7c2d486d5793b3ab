package dev.rangefinder.trainer.djl.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer.Attention;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Attention}: from {@code batch × places × channels} to the same. */
final class AttentionForward implements Forward.Operation {

    /** From batch, place, what it is, head, channel, to what it is, batch, head, place, channel. */
    private static final long[] HEADS_APART = {2, 0, 3, 1, 4};

    /** From batch, head, place, channel, to batch, place, head, channel. */
    private static final long[] HEADS_TOGETHER = {0, 2, 1, 3};

    private static final int PLACE = 2;
    private static final int LAST = 3;

    private final int heads;
    private final double dropout;
    private final PtNDArray weight;
    private final PtNDArray bias;
    private final PtNDArray outputWeight;
    private final PtNDArray outputBias;
    private final PtNDArray scale;
    private final @Nullable PtNDArray mask;

    AttentionForward(Attention attention, Shape input, List<Parameter> learned, PtNDManager manager) {
        heads = attention.heads();
        dropout = attention.dropout();
        weight = learned.get(0).value();
        bias = learned.get(1).value();
        outputWeight = learned.get(2).value();
        outputBias = learned.get(3).value();
        double headWidth = (double) input.channels() / heads;
        scale = Tensors.filled(manager, (float) (1 / Math.sqrt(headWidth)), new ai.djl.ndarray.types.Shape());
        mask = attention.causal() ? mask(input.width(), manager) : null;
    }

    /** What is added to the likeness of a place, in a row, to each other one: nothing, or for those behind it, all doubt. */
    private static PtNDArray mask(int places, PtNDManager manager) {
        float[] added = new float[Math.multiplyExact(places, places)];
        for (int row = 0; row < places; row++) {
            for (int column = 0; column < places; column++) {
                added[row * places + column] = column > row ? Float.NEGATIVE_INFINITY : 0;
            }
        }
        return Tensors.of(manager, added, new ai.djl.ndarray.types.Shape(places, places));
    }

    @Override
    public PtNDArray apply(PtNDArray values, Mode mode) {
        long[] shape = Tensors.shape(values);
        long batch = shape[0];
        long places = shape[1];
        long channels = shape[2];
        PtNDArray all = JniUtils.permute(
                JniUtils.reshape(
                        Tensors.calls().linear(values, weight, bias),
                        new long[] {batch, places, Weights.QUERIES_KEYS_VALUES, heads, channels / heads}),
                HEADS_APART);
        PtNDArray queries = JniUtils.mul(part(all, 0), scale);
        PtNDArray alike = JniUtils.matmul(queries, JniUtils.transpose(part(all, 1), PLACE, LAST));
        PtNDArray weights = JniUtils.softmax(mask == null ? alike : JniUtils.add(alike, mask), LAST, DataType.FLOAT32);
        if (mode == Mode.TRAINING && dropout > 0) {
            weights = JniUtils.dropout(weights, dropout, true);
        }
        PtNDArray gathered = JniUtils.permute(JniUtils.matmul(weights, part(all, 2)), HEADS_TOGETHER);
        return Tensors.calls()
                .linear(JniUtils.reshape(gathered, new long[] {batch, places, channels}), outputWeight, outputBias);
    }

    private static PtNDArray part(PtNDArray queriesKeysValues, int which) {
        return JniUtils.squeeze(JniUtils.slice(queriesKeysValues, 0, which, which + 1, 1), 0);
    }
}
