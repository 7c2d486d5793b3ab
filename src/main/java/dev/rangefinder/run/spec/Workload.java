package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Model;
import dev.rangefinder.model.spec.ModelByName;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What is trained: a model on a data set, with an optimizer and a batch size.
 *
 * @param gradientClipping absent where gradients are taken as they are
 * @param context how many tokens a window of a text has; absent for other data
 * @param labelSmoothing the share of each label that is spread evenly over all classes, in training (Szegedy et al.,
 *     arXiv 1512.00567, section 7): PyTorch's {@code label_smoothing}
 * @param accumulate how many batches a step takes its gradient from: the mean of theirs
 * @param decayNormsAndBiases whether weight decay takes hold of arrays of one dimension, too
 * @param augmentation of images, in training; absent where they are trained on as they are
 * @param precision of what the network computes
 */
public record Workload(
        @JsonProperty(required = true) String dataset,

        @JsonProperty(required = true) @JsonDeserialize(using = ModelByName.class)
        Model model,

        @JsonProperty(required = true) Optimizer optimizer,
        @JsonProperty(required = true) int batchSize,
        Preprocessing preprocessing,
        @Nullable Clipping gradientClipping,
        @Nullable Integer context,
        Double labelSmoothing,
        Integer accumulate,
        Boolean decayNormsAndBiases,
        @Nullable Augmentation augmentation,
        Precision precision) {

    private static final int LARGEST_BATCH = 65_536;

    /** Far more than a network with attention to every place takes here. */
    private static final int LONGEST_CONTEXT = 65_536;

    private static final int MOST_ACCUMULATED = 65_536;

    public Workload(
            String dataset,
            Model model,
            Optimizer optimizer,
            int batchSize,
            @Nullable Preprocessing preprocessing,
            @Nullable Clipping gradientClipping,
            @Nullable Integer context,
            @Nullable Double labelSmoothing,
            @Nullable Integer accumulate,
            @Nullable Boolean decayNormsAndBiases,
            @Nullable Augmentation augmentation,
            @Nullable Precision precision) {
        this.dataset = dataset;
        this.model = model;
        this.optimizer = optimizer;
        this.batchSize = batchSize;
        Preprocessing usual = context == null ? Preprocessing.STANDARDIZE : Preprocessing.NONE;
        this.preprocessing = preprocessing == null ? usual : preprocessing;
        this.gradientClipping = gradientClipping;
        this.context = context;
        this.labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
        this.accumulate = accumulate == null ? 1 : accumulate;
        this.decayNormsAndBiases = decayNormsAndBiases == null ? Boolean.TRUE : decayNormsAndBiases;
        this.augmentation = augmentation;
        this.precision = precision == null ? Precision.FLOAT32 : precision;
        Check.fields()
                .present("dataset", dataset)
                .present("model", model)
                .present("optimizer", optimizer)
                .between("batch_size", batchSize, 1, LARGEST_BATCH)
                .between("context", context == null ? 1 : context, 1, LONGEST_CONTEXT)
                .that(
                        this.labelSmoothing >= 0 && this.labelSmoothing < 1,
                        "label_smoothing",
                        labelSmoothing,
                        "a number from 0 up to, not including, 1")
                .between("accumulate", this.accumulate, 1, MOST_ACCUMULATED)
                .that(
                        context == null || this.preprocessing == Preprocessing.NONE,
                        "preprocessing",
                        preprocessing,
                        "none, or absent: the tokens of a text are taken as they are")
                .orThrow();
    }

    /** The data as the network sees them: a text in windows, images cropped. */
    public Layout seen(Layout stored) {
        Layout layout = stored.inWindows(context);
        return augmentation == null ? layout : layout.withShape(augmentation.of(layout.shape()));
    }

    /** By what a search finds its model: the name of the network, or the id of an uploaded one. */
    public String modelName() {
        return switch (model) {
            case Architecture architecture -> typeName(architecture, "architecture");
            case TorchScript script -> script.id();
        };
    }

    /** What is trained, in one line. */
    public String inWords() {
        return "%s on %s, %s, batch %d".formatted(modelName(), dataset, optimizerName(), batchSize);
    }

    /** By what a search finds its optimizer. */
    public String optimizerName() {
        return typeName(optimizer, "type");
    }

    /** The name that the JSON form of one of a closed choice of records carries. */
    private static String typeName(Object record, String property) {
        return Json.MAPPER.valueToTree(record).get(property).asString();
    }

    /** How many samples a step learns from. */
    public int samplesPerStep() {
        return (int) Math.min(Integer.MAX_VALUE, (long) batchSize * accumulate);
    }

    /** Whole steps among so many samples for training. */
    public long iterationsPerEpoch(long samples) {
        return samples / samplesPerStep();
    }

    /** How many labels the loss of a batch is the mean over. */
    public int targetsPerBatch() {
        return context == null ? batchSize : batchSize * context;
    }

    /** With the usual loss, of one batch a step. */
    public Workload(
            String dataset,
            Model model,
            Optimizer optimizer,
            int batchSize,
            @Nullable Preprocessing preprocessing,
            @Nullable Clipping gradientClipping,
            @Nullable Integer context) {
        this(
                dataset,
                model,
                optimizer,
                batchSize,
                preprocessing,
                gradientClipping,
                context,
                null,
                null,
                null,
                null,
                null);
    }

    /** Likewise, of other data than a text. */
    public Workload(
            String dataset,
            Model model,
            Optimizer optimizer,
            int batchSize,
            @Nullable Preprocessing preprocessing,
            @Nullable Clipping gradientClipping) {
        this(dataset, model, optimizer, batchSize, preprocessing, gradientClipping, null);
    }

    /** Likewise, without clipping. */
    public Workload(
            String dataset, Model model, Optimizer optimizer, int batchSize, @Nullable Preprocessing preprocessing) {
        this(dataset, model, optimizer, batchSize, preprocessing, null);
    }
}
