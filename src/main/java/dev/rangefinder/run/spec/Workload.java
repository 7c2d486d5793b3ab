package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
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
 */
public record Workload(
        @JsonProperty(required = true) String dataset,

        @JsonProperty(required = true) @JsonDeserialize(using = ModelByName.class)
        Model model,

        @JsonProperty(required = true) Optimizer optimizer,
        @JsonProperty(required = true) int batchSize,
        Preprocessing preprocessing,
        @Nullable Clipping gradientClipping) {

    private static final int LARGEST_BATCH = 65_536;

    public Workload(
            String dataset,
            Model model,
            Optimizer optimizer,
            int batchSize,
            @Nullable Preprocessing preprocessing,
            @Nullable Clipping gradientClipping) {
        this.dataset = dataset;
        this.model = model;
        this.optimizer = optimizer;
        this.batchSize = batchSize;
        this.preprocessing = preprocessing == null ? Preprocessing.STANDARDIZE : preprocessing;
        this.gradientClipping = gradientClipping;
        Check.fields()
                .present("dataset", dataset)
                .present("model", model)
                .present("optimizer", optimizer)
                .between("batch_size", batchSize, 1, LARGEST_BATCH)
                .orThrow();
    }

    /** By what a search finds its model: the name of the network, or the id of an uploaded one. */
    public String modelName() {
        return switch (model) {
            case Architecture architecture -> typeName(architecture, "architecture");
            case TorchScript script -> script.id();
        };
    }

    /** By what a search finds its optimizer. */
    public String optimizerName() {
        return typeName(optimizer, "type");
    }

    /** The name that the JSON form of one of a closed choice of records carries. */
    private static String typeName(Object record, String property) {
        return Json.MAPPER.valueToTree(record).get(property).asString();
    }

    /** Without clipping. */
    public Workload(
            String dataset, Model model, Optimizer optimizer, int batchSize, @Nullable Preprocessing preprocessing) {
        this(dataset, model, optimizer, batchSize, preprocessing, null);
    }
}
