package dev.rangefinder.trainer.djl.script;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Reason;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import dev.rangefinder.trainer.protocol.TrialAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Takes some passes through an uploaded module on random samples, and looks at everything that a run will rely on. */
public final class ScriptTrial {

    /** More than one, for batch norm; and another number than those of classes and channels that are usual. */
    private static final int TRAINED = 4;

    /** What is evaluated is cut into other batches than what is trained on. */
    private static final int EVALUATED = 7;

    /**
     * TorchScript watches the first pass, and runs another program from the second on; training and evaluation have one
     * each.
     */
    private static final int PASSES = 3;

    private final PtNDManager manager;
    private final Path file;
    private final Shape input;
    private final Reads reads;
    private final int classes;

    private ScriptTrial(PtNDManager manager, Path file, Shape input, Reads reads, int classes) {
        this.manager = manager;
        this.file = file;
        this.input = input;
        this.reads = reads;
        this.classes = classes;
    }

    /**
     * Tries a module; the engine must be loaded.
     *
     * @param input the shape of one sample
     */
    public static TrialAnswer of(Path file, Shape input, Reads reads, int classes) throws IOException {
        Engines.useThreads(1);
        try (PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device("cpu"))) {
            ScriptArchive.require(file);
            return new TrialAnswer.Trainable(new ScriptTrial(manager, file, input, reads, classes).train());
        } catch (RefusedException refused) {
            return new TrialAnswer.Refused(refused.found, refused.expected);
        }
    }

    /** Why a module is refused. */
    static final class RefusedException extends RuntimeException {

        private final String found;
        private final String expected;

        RefusedException(String found, String expected) {
            super(found);
            this.found = found;
            this.expected = expected;
        }
    }

    private long train() {
        ScriptedModule module = attempt(
                "a module that libtorch %s cannot load"
                        .formatted(Engine.getEngine("PyTorch").getVersion()),
                "a file that torch.jit.save wrote, of torch.jit.script(model) and with operators that this libtorch has",
                () -> ScriptedModule.load(file, input, reads, manager));
        List<Parameter> parameters = module.parameters();
        if (parameters.isEmpty()) {
            throw new RefusedException(ScriptArchive.WITHOUT_PARAMETERS, ScriptArchive.WITH_PARAMETERS);
        }
        for (Parameter parameter : parameters) {
            if (parameter.value().getDataType() != DataType.FLOAT32) {
                throw new RefusedException(
                        "a parameter of type %s".formatted(parameter.value().getDataType()), "float32 throughout");
            }
        }
        for (int pass = 0; pass < PASSES; pass++) {
            differentiate(outputs(module, TRAINED, Mode.TRAINING));
            outputs(module, EVALUATED, Mode.EVALUATION);
        }
        for (int i = 0; i < parameters.size(); i++) {
            requireGradient(i, parameters.get(i));
        }
        return parameters.stream()
                .mapToLong(parameter -> parameter.value().getShape().size())
                .sum();
    }

    private void differentiate(PtNDArray outputs) {
        attempt("a module whose gradients cannot be computed", "one that can be trained", () -> {
            PtNDArray learned = classes == 1
                    ? JniUtils.square(JniUtils.to(outputs, DataType.FLOAT32, manager.getDevice()))
                    : JniUtils.logSoftmax(outputs, 1, DataType.FLOAT32);
            PtNDArray ones =
                    JniUtils.onesLike(learned, DataType.FLOAT32, manager.getDevice(), outputs.getSparseFormat());
            JniUtils.backward(learned, ones, false, false);
            return ones;
        });
    }

    private PtNDArray outputs(ScriptedModule module, int batch, Mode mode) {
        JniUtils.setGradMode(mode == Mode.TRAINING);
        PtNDArray outputs = attempt(
                "a module that does not take %d samples of %s".formatted(batch, input),
                expectedInput(),
                () -> module.apply(samples(module, batch), mode));
        long[] shape = outputs.getShape().getShape();
        int rows = reads == Reads.TOKENS ? batch * input.width() : batch;
        if (shape.length != 2 || shape[0] != rows || shape[1] != classes) {
            throw new RefusedException(
                    "a module whose output for %d %s is %s"
                            .formatted(
                                    batch,
                                    reads == Reads.TOKENS ? "windows (a row for each token)" : "samples",
                                    outputs.getShape()),
                    reads == Reads.TOKENS
                            ? "(%d, %d, %d): a number for each of the %d tokens of the vocabulary, at each place"
                                    .formatted(batch, input.width(), classes, classes)
                            : classes == 1
                                    ? "(%d, 1): a number for each sample".formatted(batch)
                                    : "(%d, %d): a number for each of the %d classes"
                                            .formatted(batch, classes, classes));
        }
        if (!outputs.getDataType().isFloating()) {
            throw new RefusedException(
                    "an output of type %s".formatted(outputs.getDataType()), "float32, float64 or float16");
        }
        return outputs;
    }

    private PtNDArray samples(ScriptedModule module, int batch) {
        if (reads == Reads.TOKENS) {
            return tokens(module.inputShape(batch));
        }
        return JniUtils.normal(manager, 0, 1, module.inputShape(batch), DataType.FLOAT32, manager.getDevice());
    }

    private PtNDArray tokens(ai.djl.ndarray.types.Shape shape) {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer ids = ByteBuffer.allocateDirect(Math.multiplyExact((int) shape.size(), Long.BYTES))
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < shape.size(); i++) {
            ids.putLong(random.nextInt(classes));
        }
        return Tensors.of(manager, ids.flip(), shape, DataType.INT64);
    }

    private String expectedInput() {
        if (reads == Reads.TOKENS) {
            return "one whose forward takes batch × %d token ids (int64), below %d".formatted(input.width(), classes);
        }
        return input.height() == 1 && input.width() == 1
                ? "one whose forward takes batch × %d".formatted(input.channels())
                : "one whose forward takes batch × %d × %d × %d (channels, height, width)"
                        .formatted(input.channels(), input.height(), input.width());
    }

    private static void requireGradient(int index, Parameter parameter) {
        if (JniUtils.getGradient(parameter.value()) == null) {
            throw new RefusedException(
                    "a module whose parameter %d of shape %s has no part in its output"
                            .formatted(index + 1, parameter.value().getShape()),
                    "one that uses every parameter that requires a gradient");
        }
    }

    private static <T> T attempt(String failure, String expected, Supplier<T> step) {
        try {
            return step.get();
        } catch (EngineException | IllegalArgumentException | UnsupportedOperationException exception) {
            throw new RefusedException(failure + ": " + Reason.of(exception), expected);
        }
    }
}
