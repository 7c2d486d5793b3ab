package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee;
import java.util.ArrayList;
import java.util.List;

/** The inputs of all samples for training on the device, in a row each, so that an iteration copies nothing to it but numbers of rows. */
final class ResidentInputs {

    private final PtNDArray rows;

    private ResidentInputs(PtNDArray rows) {
        this.rows = rows;
    }

    static ResidentInputs of(FixedBatches all, PtNDManager owner) {
        try (PtNDManager copying = owner.newSubManager(owner.getDevice())) {
            List<PtNDArray> parts = new ArrayList<>();
            for (Batch part : all) {
                Shape shape = new Shape(part.size(), part.inputs().remaining() / Float.BYTES / part.size());
                // cloned, since on a CPU the array may read the batch in place, which the next one replaces
                parts.add(JniUtils.clone(Tensors.of(copying, part.inputs(), shape, DataType.FLOAT32)));
            }
            PtNDArray rows = JniUtils.cat(parts.toArray(PtNDArray[]::new), 0);
            rows.attach(owner);
            return new ResidentInputs(rows);
        }
    }

    /** Those of a batch that says which they are. */
    PtNDArray of(Batch batch, Trainee trainee, PtNDManager owner) {
        PtNDArray numbers = Tensors.of(owner, batch.inputs(), new Shape(batch.size()), DataType.INT64);
        return JniUtils.reshape(
                JniUtils.embedding(numbers, rows, false),
                trainee.inputShape(batch.size()).getShape());
    }
}
