package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client trains, in its own words.
 *
 * @param batchSize samples in an optimizer step, of all ranks and accumulated batches together
 * @param iterationsPerEpoch optimizer steps in a pass over the training samples
 * @param model a name, or an object with whatever they want to be kept
 * @param dataset a name of theirs
 * @param optimizer an object with a {@code type}, and whatever they want to be kept
 * @param trivialLoss the loss of the best answer that looks at no input
 */
public record ReportedWorkload(
        @JsonProperty(required = true) String description,
        @JsonProperty(required = true) int batchSize,
        @JsonProperty(required = true) long iterationsPerEpoch,
        @Nullable JsonNode model,
        @Nullable String dataset,
        @Nullable JsonNode optimizer,
        @Nullable Double trivialLoss) {

    private static final int LONGEST_DESCRIPTION = 2000;

    private static final int LARGEST_BATCH = 1_000_000_000;

    private static final int LONGEST_OBJECT = 10_000;

    /** Kingma and Ba, arXiv 1412.6980, and every framework since. */
    private static final double USUAL_FIRST_BETA = 0.9;

    public ReportedWorkload {
        Check.fields()
                .that(
                        Tags.isText(description, LONGEST_DESCRIPTION),
                        "description",
                        description,
                        "1 to %d characters".formatted(LONGEST_DESCRIPTION))
                .between("batch_size", batchSize, 1, LARGEST_BATCH)
                .between("iterations_per_epoch", iterationsPerEpoch, 1, Schedule.MOST_ITERATIONS)
                .that(
                        model == null || isObject(model) || (model.isString() && Tags.isWord(model.asString())),
                        "model",
                        model,
                        "a name of 1 to 200 characters, or an object of at most %d".formatted(LONGEST_OBJECT))
                .that(dataset == null || Tags.isWord(dataset), "dataset", dataset, "1 to 200 characters")
                .that(
                        optimizer == null
                                || (isObject(optimizer)
                                        && word(optimizer, "type").isPresent()),
                        "optimizer",
                        optimizer,
                        "an object of at most %d characters, with a type of 1 to 200".formatted(LONGEST_OBJECT))
                .that(
                        trivialLoss == null || Double.isFinite(trivialLoss),
                        "trivial_loss",
                        trivialLoss,
                        "a finite number")
                .orThrow();
    }

    /** One that PostgreSQL can keep. */
    private static boolean isObject(JsonNode node) {
        String text = node.toString();
        return node.isObject() && Tags.isText(text, LONGEST_OBJECT) && !text.contains("\\u0000");
    }

    private static Optional<String> word(JsonNode object, String field) {
        return Optional.of(object.path(field))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(Tags::isWord);
    }

    /** By what a search finds it; null where there is nothing. */
    @Nullable
    public String modelName() {
        if (model == null) {
            return null;
        }
        return model.isString() ? model.asString() : word(model, "architecture").orElse(null);
    }

    /** By what a search finds it; null where there is nothing. */
    @Nullable
    public String optimizerName() {
        return optimizer == null ? null : word(optimizer, "type").orElse(null);
    }

    /**
     * The share of a step that the optimizer carries on to the next, as far as its description says it in the words of
     * PyTorch: {@code momentum}, or the first of the {@code betas}; else by its name, if it has none or always has.
     */
    public Optional<Double> momentum() {
        if (optimizer == null) {
            return Optional.empty();
        }
        return Stream.of(optimizer.path("momentum"), optimizer.path("betas").path(0))
                .filter(JsonNode::isNumber)
                .flatMapToDouble(number -> number.asDoubleOpt().stream())
                .boxed()
                .filter(share -> share >= 0 && share < 1)
                .findFirst()
                .or(() -> word(optimizer, "type").flatMap(ReportedWorkload::usualMomentum));
    }

    private static Optional<Double> usualMomentum(String optimizer) {
        String name = optimizer.toLowerCase(Locale.ROOT);
        if (name.equals("adagrad") || name.equals("adadelta")) {
            return Optional.of(0.0);
        }
        return name.startsWith("adam") ? Optional.of(USUAL_FIRST_BETA) : Optional.empty();
    }

    /** What is trained, in one line: as its client describes it. */
    public String inWords() {
        String by = optimizerName();
        return by == null
                ? "%s, batch %d".formatted(description, batchSize)
                : "%s, %s, batch %d".formatted(description, by, batchSize);
    }
}
