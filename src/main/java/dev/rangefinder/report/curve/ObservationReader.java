package dev.rangefinder.report.curve;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Reads an observation token by token, in half the time that it takes to look for a record's constructor: bodies hold
 * up to ten thousand. What is not a plain number is left to Jackson, so that it is refused, or not, like everywhere
 * else.
 */
final class ObservationReader extends StdDeserializer<ReportedObservation> {

    private static final String ITERATION = "iteration";
    private static final String LR = "lr";
    private static final String LOSS = "loss";
    private static final String ACCURACY = "accuracy";
    private static final String VALIDATION_LOSS = "validation_loss";
    private static final String VALIDATION_ACCURACY = "validation_accuracy";
    private static final String SKIPPED = "skipped";

    private static final List<Object> FIELDS =
            List.of(ITERATION, LR, LOSS, ACCURACY, VALIDATION_LOSS, VALIDATION_ACCURACY, SKIPPED);

    ObservationReader() {
        super(ReportedObservation.class);
    }

    @Override
    public Collection<Object> getKnownPropertyNames() {
        return FIELDS;
    }

    @Override
    public ReportedObservation deserialize(JsonParser json, DeserializationContext context) {
        if (!json.isExpectedStartObjectToken()) {
            return (ReportedObservation) context.handleUnexpectedToken(getValueType(context), json);
        }
        Fields fields = new Fields();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            try {
                read(name, json, context, fields);
            } catch (JacksonException exception) {
                throw exception.getPath().isEmpty() // an unknown field is named already
                        ? exception.prependPath(ReportedObservation.class, name)
                        : exception;
            }
        }
        return new ReportedObservation(
                required(ITERATION, fields.iteration, json),
                fields.lr,
                required(LOSS, fields.loss, json),
                fields.accuracy,
                fields.validationLoss,
                fields.validationAccuracy,
                Boolean.TRUE.equals(fields.skipped));
    }

    /** What has been read so far. */
    private static final class Fields {
        private @Nullable Long iteration;
        private @Nullable Double lr;
        private @Nullable Double loss;
        private @Nullable Double accuracy;
        private @Nullable Double validationLoss;
        private @Nullable Double validationAccuracy;
        private @Nullable Boolean skipped;
    }

    private void read(String name, JsonParser json, DeserializationContext context, Fields fields) {
        switch (name) {
            case ITERATION ->
                fields.iteration = json.hasToken(JsonToken.VALUE_NUMBER_INT)
                        ? Long.valueOf(json.getLongValue())
                        : context.readValue(json, long.class);
            case LR -> fields.lr = number(json, context, Double.class);
            case LOSS -> fields.loss = number(json, context, double.class);
            case ACCURACY -> fields.accuracy = number(json, context, Double.class);
            case VALIDATION_LOSS -> fields.validationLoss = number(json, context, Double.class);
            case VALIDATION_ACCURACY -> fields.validationAccuracy = number(json, context, Double.class);
            case SKIPPED -> fields.skipped = context.readValue(json, Boolean.class);
            default -> handleUnknownProperty(json, context, ReportedObservation.class, name);
        }
    }

    private static @Nullable Double number(JsonParser json, DeserializationContext context, Class<Double> type) {
        return json.currentToken().isNumeric() ? Double.valueOf(json.getDoubleValue()) : context.readValue(json, type);
    }

    private static <T> T required(String name, @Nullable T value, JsonParser json) {
        if (value == null) {
            MismatchedInputException missing =
                    MismatchedInputException.from(json, ReportedObservation.class, "Missing required field " + name);
            throw missing.prependPath(ReportedObservation.class, name);
        }
        return value;
    }
}
