package dev.rangefinder.rangetest.submission;

import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.StoredModel;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.DoesNotFitException;
import dev.rangefinder.model.spec.Model;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.run.spec.Augmentation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a workload can be trained on its data set: what would fail in every trainer is refused at submission. */
public final class WorkloadCheck {

    /** With gradients and velocities 1.2 GB: what a slot of a small machine can hold. */
    private static final long MOST_PARAMETERS = 100_000_000;

    /** A batch is one buffer outside the heap, which Java counts in 31 bits. */
    private static final long MOST_BATCH_BYTES = Integer.MAX_VALUE;

    private static final String MODEL = "workload/model";

    private static final String CONTEXT = "workload/context";

    private WorkloadCheck() {}

    /**
     * Checks the batch size and the network against the data.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if one of them does not fit
     */
    public static void require(Workload workload, Layout stored) {
        requireSamples(workload, stored);
        Layout layout = workload.seen(stored);
        long batchBytes = batchBytes(workload, layout);
        Check.fields()
                .that(
                        workload.batchSize() <= layout.trainSamples(),
                        "workload/batch_size",
                        workload.batchSize(),
                        "at most the %d training samples".formatted(layout.trainSamples()))
                .that(
                        workload.batchSize() > layout.trainSamples()
                                || workload.samplesPerStep() <= layout.trainSamples(),
                        "workload/accumulate",
                        workload.accumulate(),
                        "so few batches of %d that the %d training samples have as many"
                                .formatted(workload.batchSize(), layout.trainSamples()))
                .that(batchBytes <= MOST_BATCH_BYTES, "workload/batch_size", workload.batchSize(), tooMuch(layout))
                .orThrow();
        Check.fields()
                .that(
                        !layout.isRegression() || workload.labelSmoothing() == 0,
                        "workload/label_smoothing",
                        workload.labelSmoothing(),
                        "0, or absent: the data set is for a regression, whose labels are no classes")
                .orThrow();
        requireTokensWhereThereAreSome(workload.model(), layout);
        if (workload.model() instanceof Architecture architecture) {
            Network network = network(architecture, layout);
            parametersOf(architecture, network.parameterCount())
                    .that(
                            workload.batchSize() >= network.smallestBatch(),
                            "workload/batch_size",
                            workload.batchSize(),
                            "at least %d for the batch norm of this model".formatted(network.smallestBatch()))
                    .orThrow();
        }
    }

    private static void requireSamples(Workload workload, Layout stored) {
        requireWindows(workload, stored);
        @Nullable Augmentation augmentation = workload.augmentation();
        if (augmentation != null) {
            augmentation.require("workload/augmentation", stored);
        }
    }

    /** A text has windows, with a token behind each; other data have none. */
    private static void requireWindows(Workload workload, Layout stored) {
        @Nullable Integer context = workload.context();
        if (!stored.isText()) {
            Check.fields()
                    .that(context == null, CONTEXT, context, "absent: the data set is no text")
                    .orThrow();
            return;
        }
        int most = Math.min(stored.trainSamples(), stored.testSamples()) - 1;
        Check.fields()
                .that(
                        context != null && context <= most,
                        CONTEXT,
                        context,
                        "the length of the windows that the text is cut into, at most %d tokens, for that many and one more are in each of its parts"
                                .formatted(most))
                .orThrow();
    }

    /** What is read at once; of a text, what is said of each token, which is far more. */
    private static long batchBytes(Workload workload, Layout layout) {
        long values = (long) workload.batchSize() * layout.shape().size();
        return values * (layout.isText() ? Math.max(Long.BYTES, (long) layout.classes() * Float.BYTES) : Float.BYTES);
    }

    private static void requireTokensWhereThereAreSome(Model model, Layout layout) {
        if (!(model instanceof Architecture architecture)) {
            return; // an uploaded one is checked by what it was uploaded for
        }
        boolean readsTokens = architecture.readsTokens();
        Check.fields()
                .that(
                        readsTokens == layout.isText(),
                        MODEL,
                        Json.MAPPER.valueToTree(model),
                        layout.isText()
                                ? "gpt, or an uploaded model that reads tokens: the data set is a text"
                                : "a model that reads no tokens: the data set is no text")
                .orThrow();
    }

    /** Checks an uploaded model against the data. */
    public static void require(StoredModel model, Workload workload, Layout stored) {
        requireSamples(workload, stored);
        Check.fields()
                .that(
                        workload.precision().isWide(),
                        "workload/precision",
                        Json.MAPPER.valueToTree(workload.precision()),
                        "float32 or tf32: an uploaded model is tried in 32 bits alone, and may have an autocast of its own")
                .orThrow();
        Layout layout = workload.seen(stored);
        TorchScript script = new TorchScript(model.id());
        String taken = samples(model.input(), model.reads(), model.classes());
        String given = samples(layout.shape(), layout.isText() ? Reads.TOKENS : Reads.VALUES, layout.classes());
        parametersOf(script, model.parameters())
                .that(
                        taken.equals(given),
                        MODEL,
                        Json.MAPPER.valueToTree(script),
                        "a model for %s; this one takes %s".formatted(given, taken))
                .orThrow();
    }

    private static String samples(Shape shape, Reads reads, int outputs) {
        if (reads == Reads.TOKENS) {
            return "windows of %d tokens of %d kinds".formatted(shape.width(), outputs);
        }
        return outputs == 1
                ? "samples of %s with a number, a regression".formatted(shape)
                : "samples of %s in %d classes".formatted(shape, outputs);
    }

    private static String tooMuch(Layout layout) {
        return layout.isText()
                ? "so many windows of %d tokens that the scores of %d kinds for each take less than 2 GiB"
                        .formatted(layout.shape().width(), layout.classes())
                : "so many samples of %s that they take less than 2 GiB".formatted(layout.shape());
    }

    private static Check parametersOf(Model model, long count) {
        return Check.fields()
                .that(
                        count <= MOST_PARAMETERS,
                        MODEL,
                        Json.MAPPER.valueToTree(model),
                        "a network of at most %d parameters; this one has %d".formatted(MOST_PARAMETERS, count));
    }

    private static Network network(Architecture model, Layout layout) {
        try {
            return model.network(layout.shape(), layout.classes());
        } catch (DoesNotFitException exception) {
            throw new InvalidValuesException(List.of(new Violation(
                    MODEL,
                    Json.MAPPER.valueToTree(model),
                    "a network that takes samples of %s; %s".formatted(layout.shape(), exception.getMessage()))));
        }
    }
}
