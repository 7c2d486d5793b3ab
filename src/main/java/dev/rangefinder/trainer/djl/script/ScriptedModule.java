package dev.rangefinder.trainer.djl.script;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Forward;
import dev.rangefinder.trainer.djl.network.Trainee;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import dev.rangefinder.trainer.djl.script.ScriptTrial.RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded module. DJL loads it in evaluation mode and takes it to be training: the mode is set here, each time that
 * it changes, or batch norm and dropout would silently stay off.
 */
public final class ScriptedModule implements Trainee {

    /** Of scores for each token of each window. */
    private static final int PER_TOKEN = 3;

    private final PtSymbolBlock module;
    private final Shape input;
    private final Reads reads;
    private final List<Parameter> parameters;
    private @Nullable Mode mode;

    private ScriptedModule(PtSymbolBlock module, Shape input, Reads reads, List<Parameter> parameters) {
        this.module = module;
        this.input = input;
        this.reads = reads;
        this.parameters = parameters;
    }

    public static ScriptedModule load(Path file, Shape input, Reads reads, PtNDManager manager) {
        if (!Tensors.calls().bearsModules()) {
            throw new EngineException(
                    "uploaded models are trained with the PyTorch that comes with this program, or with 2.7: PyTorch %s keeps their values elsewhere than DJL looks for them"
                            .formatted(Engines.version()));
        }
        PtSymbolBlock module = JniUtils.loadModule(manager, file, true, new String[0], new String[0], true);
        List<Parameter> parameters = distinct(JniUtils.moduleGetParams(module, manager)).stream()
                .map(value -> new Parameter(value, 1, 1))
                .toList();
        return new ScriptedModule(module, input, reads, parameters);
    }

    /**
     * Those that are learned, each once: weights that are tied are listed under each of their names. Nothing else tells
     * that two are the same array but what is done to one of them.
     */
    private static List<PtNDArray> distinct(NDList listed) {
        List<PtNDArray> learned = new ArrayList<>();
        for (NDArray each : listed) {
            PtNDArray value = (PtNDArray) each;
            if (JniUtils.requiresGrad(value)) {
                JniUtils.attachGradient(value, false);
                learned.add(value);
            }
        }
        learned.forEach(value -> JniUtils.attachGradient(value, true));
        return learned;
    }

    @Override
    public Shape input() {
        return input;
    }

    @Override
    public boolean readsTokens() {
        return reads == Reads.TOKENS;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Images are handed over in the order that their shape says: a module may flatten them with a view. DJL's forward
     * for inference makes tensors that no graph may keep for a backward pass, and TorchScript keeps them even where no
     * gradients are wanted: so it is never asked for, and whether gradients are computed is left to the thread's
     * gradient mode.
     */
    @Override
    public PtNDArray apply(PtNDArray inputs, Mode wanted) {
        if (mode != wanted) {
            switch (wanted) {
                case TRAINING -> JniUtils.enableTrainingMode(module);
                case EVALUATION -> JniUtils.enableInferenceMode(module);
            }
            mode = wanted;
        }
        NDList outputs = IValueUtils.forward(module, new NDList(asExpected(inputs)), true);
        if (outputs.size() != 1) {
            throw new RefusedException(
                    "a module that gives %d tensors".formatted(outputs.size()), "one tensor: a number for each class");
        }
        PtNDArray scores = (PtNDArray) outputs.getFirst();
        return readsTokens() && scores.getShape().dimension() == PER_TOKEN ? JniUtils.flatten(scores, 0, 1) : scores;
    }

    private PtNDArray asExpected(PtNDArray inputs) {
        if (readsTokens()) {
            return inputs;
        }
        if (input.height() == 1 && input.width() == 1) {
            return JniUtils.reshape(inputs, new long[] {-1, input.channels()});
        }
        return input.channels() == 1
                ? JniUtils.reshape(inputs, new long[] {-1, 1, input.height(), input.width()})
                : contiguous(Forward.channelsFirst(inputs));
    }

    private static PtNDArray contiguous(PtNDArray view) {
        return JniUtils.reshape(
                JniUtils.reshape(view, new long[] {-1}), view.getShape().getShape());
    }
}
