package dev.rangefinder.trainer.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.Trainee.Mode;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.protocol.Order;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A network under cross-entropy or squared error, on DJL's thinnest layer: each iteration lives in a manager of its own, which takes
 * every intermediate array with it when it ends. Only the weights and what belongs to them outlive an iteration.
 */
public final class DjlLearner implements Learner {

    private final PtNDManager manager;
    private final Device device;
    private final Trainee trainee;
    private final Update update;
    private final PtNDArray gradientOfMean;
    private final Loss loss;
    private boolean hasGathered;
    private @Nullable Looked looked;

    /** What the step after a look needs. */
    private record Looked(PtNDManager iteration, PtNDArray objective) {}

    /** Makes the network with the weights that follow from the order's seed, as do the masks of dropout. */
    public DjlLearner(Order order) {
        Engines.useThreads(order.threads());
        Tensors.calls().seed(order.seed());
        device = Engines.device(order.device());
        manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(device);
        trainee = trainee(order, manager);
        update = new Update(
                UpdateRule.of(order.workload()),
                Clip.of(order.workload().gradientClipping()),
                trainee.parameters(),
                order.workload().decayNormsAndBiases());
        int targets = order.workload().targetsPerBatch();
        float share = -1f / targets / order.workload().accumulate();
        gradientOfMean = Tensors.filled(manager, share, new Shape(targets, 1));
        loss = order.data().layout().isRegression()
                ? new SquaredError()
                : new CrossEntropy(trainee.readsTokens(), order.workload().labelSmoothing());
    }

    private static Trainee trainee(Order order, PtNDManager manager) {
        Layout layout = order.workload().seen(order.data().layout());
        return switch (order.workload().model()) {
            case Architecture architecture -> {
                Network network = architecture.network(layout.shape(), layout.classes());
                yield new Forward(network, Weights.initial(network, order.seed(), manager), manager);
            }
            case TorchScript ignored ->
                ScriptedModule.load(
                        Objects.requireNonNull(order.module()),
                        layout.shape(),
                        layout.isText() ? Reads.TOKENS : Reads.VALUES,
                        manager);
        };
    }

    @Override
    public BatchResult look(Batch batch) {
        endIteration();
        JniUtils.setGradMode(true);
        PtNDManager iteration = manager.newSubManager(device);
        Loss.Seen seen = loss.training(outputs(batch, iteration, Mode.TRAINING), batch);
        PtNDArray objective = seen.objective();
        TensorOps ops = new TensorOps(iteration);
        for (Trainee.Auxiliary auxiliary : trainee.auxiliary()) {
            PtNDArray beside = loss.training(auxiliary.scores(), batch).objective();
            objective = ops.sum(objective, ops.times(auxiliary.weight(), beside));
        }
        looked = new Looked(iteration, objective);
        return seen.result();
    }

    @Override
    public void gather(OptionalDouble momentum) {
        differentiate(momentum);
        endIteration();
    }

    @Override
    public void step(double lr, OptionalDouble momentum) {
        Looked last = differentiate(momentum);
        hasGathered = false;
        update.apply(lr, momentum, last.iteration());
        endIteration();
    }

    /** Adds the gradient of what was looked at to those of this step. */
    private Looked differentiate(OptionalDouble momentum) {
        Looked last = looked;
        if (last == null) {
            throw new IllegalStateException("there is no batch to take a step from");
        }
        if (!hasGathered) {
            update.prepare(momentum, last.iteration());
        }
        hasGathered = true;
        JniUtils.backward(last.objective(), gradientOfMean, false, false);
        JniUtils.setGradMode(false);
        return last;
    }

    @Override
    public BatchResult evaluate(Batch batch) {
        JniUtils.setGradMode(false);
        try (PtNDManager evaluation = manager.newSubManager(device)) {
            return loss.evaluation(outputs(batch, evaluation, Mode.EVALUATION), batch);
        }
    }

    /** How flat the loss is around the weights, after a step at least; without label smoothing and weight decay. */
    public Flatness flatness(FixedBatches batches) {
        endIteration();
        try (PtNDManager measuring = manager.newSubManager(device)) {
            return FlatnessMeasure.of(
                    trainee.parameters(),
                    (batch, owner) -> loss.plain(outputs(batch, owner, Mode.EVALUATION), batch),
                    batches,
                    measuring);
        }
    }

    private void endIteration() {
        if (looked != null) {
            looked.iteration().close();
            looked = null;
        }
    }

    private PtNDArray outputs(Batch batch, PtNDManager owner, Mode mode) {
        DataType type = trainee.readsTokens() ? DataType.INT64 : DataType.FLOAT32;
        PtNDArray inputs = Tensors.of(owner, batch.inputs(), trainee.inputShape(batch.size()), type);
        return trainee.apply(inputs, mode);
    }

    @Override
    public void close() {
        endIteration();
        manager.close();
    }
}
