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
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.engine.Autocast;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.GpuArithmetic;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Forward;
import dev.rangefinder.trainer.djl.network.Trainee;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.djl.script.ScriptedModule;
import dev.rangefinder.trainer.djl.update.Clip;
import dev.rangefinder.trainer.djl.update.LossScale;
import dev.rangefinder.trainer.djl.update.Update;
import dev.rangefinder.trainer.djl.update.UpdateRule;
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
    private final LossScale lossScale;
    private final double gradientOfLoss;
    private final Loss loss;
    private final Autocast.Casting casting;
    private final @Nullable ResidentInputs resident;
    private boolean hasGathered;
    private @Nullable Looked looked;

    /** What the step after a look needs. */
    private record Looked(PtNDManager iteration, PtNDArray objective) {}

    /** Makes the network with the weights that follow from the order's seed, as do the masks of dropout. */
    public DjlLearner(Order order) {
        this(order, null);
    }

    /**
     * Likewise.
     *
     * @param inputs all of them, to lie on the device from now on: the batches to learn from say only which they are
     */
    public DjlLearner(Order order, @Nullable FixedBatches inputs) {
        Engines.useThreads(order.threads());
        Tensors.calls().seed(order.seed());
        device = Engines.device(order.device());
        manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(device);
        Precision precision = order.workload().precision();
        if (device.isGpu()) {
            GpuArithmetic.choose(precision);
        }
        casting = Autocast.of(precision, device);
        trainee = trainee(order, manager);
        resident = inputs == null ? null : ResidentInputs.of(inputs, manager);
        lossScale = LossScale.of(precision);
        update = new Update(
                UpdateRule.of(order.workload()),
                Clip.of(order.workload().gradientClipping()),
                lossScale,
                trainee.parameters(),
                order.workload().decayNormsAndBiases());
        gradientOfLoss =
                -1f / order.workload().targetsPerBatch() / order.workload().accumulate();
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
    public Seen look(Batch batch) {
        endIteration();
        JniUtils.setGradMode(true);
        PtNDManager iteration = manager.newSubManager(device);
        PtNDArray inputs = resident == null ? inputs(batch, iteration) : resident.of(batch, trainee, iteration);
        Loss.Seen seen = loss.training(casting.during(() -> trainee.apply(inputs, Mode.TRAINING)), batch);
        PtNDArray objective = seen.objective();
        TensorOps ops = new TensorOps(iteration);
        for (Trainee.Auxiliary auxiliary : trainee.auxiliary()) {
            PtNDArray beside = loss.training(auxiliary.scores(), batch).objective();
            objective = ops.sum(objective, ops.times(auxiliary.weight(), beside));
        }
        looked = new Looked(iteration, objective);
        return seen.result().get();
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
        float gradient = (float) (gradientOfLoss * lossScale.factor());
        Shape shape = new Shape(Tensors.shape(last.objective()));
        JniUtils.backward(last.objective(), Tensors.filled(last.iteration(), gradient, shape), false, false);
        JniUtils.setGradMode(false);
        return last;
    }

    @Override
    public BatchResult evaluate(Batch batch) {
        JniUtils.setGradMode(false);
        try (PtNDManager evaluation = manager.newSubManager(device)) {
            PtNDArray outputs = casting.during(() -> trainee.apply(inputs(batch, evaluation), Mode.EVALUATION));
            return loss.evaluation(outputs, batch).read();
        }
    }

    /**
     * How flat the loss is around the weights, after a step at least; without label smoothing and weight decay, and in
     * 32-bit floats, since it is told by small differences.
     */
    public Flatness flatness(FixedBatches batches) {
        endIteration();
        try (PtNDManager measuring = manager.newSubManager(device)) {
            return FlatnessMeasure.of(
                    trainee.parameters(),
                    (batch, owner) -> loss.plain(trainee.apply(inputs(batch, owner), Mode.EVALUATION), batch),
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

    private PtNDArray inputs(Batch batch, PtNDManager owner) {
        DataType type = trainee.readsTokens() ? DataType.INT64 : DataType.FLOAT32;
        return Tensors.of(owner, batch.inputs(), trainee.inputShape(batch.size()), type);
    }

    @Override
    public void close() {
        endIteration();
        manager.close();
    }
}
