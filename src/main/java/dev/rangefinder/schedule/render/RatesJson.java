package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.ScheduleWarnings;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/**
 * A part of a schedule as one JSON object: the schedule's own fields, then what was asked for, then the rates.
 *
 * <p>{@code iterations} is always the length of the whole run. A schedule's own field of a name that the answer takes
 * is left out where it says the same, and is {@code policy_} and its name otherwise: a ladder of 100 rungs in a run of
 * 200 iterations has {@code "policy_iterations": 100, "iterations": 200}.
 */
public final class RatesJson {

    private static final Set<String> TAKEN = Set.of(
            "iterations", "ends_mid_cycle", "from", "every", "multiplier", "rates", "momenta", "reason", "warnings");

    /** The stream is its owner's to flush and to close, and an answer that breaks off must not look whole. */
    private static final ObjectWriter WRITER = Json.MAPPER
            .writer()
            .without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .without(StreamWriteFeature.AUTO_CLOSE_CONTENT);

    private RatesJson() {}

    /**
     * Writes the part, each rate times the multiplier, in UTF-8, and leaves the stream open.
     *
     * @param policyReason why the service chose the policy, if it did
     */
    public static void write(
            ScheduleSlice part,
            double multiplier,
            @Nullable String policyReason,
            List<ScheduleWarnings.Warning> warnings,
            OutputStream out)
            throws IOException {
        try (JsonGenerator json = WRITER.createGenerator(out)) {
            json.writeStartObject();
            writeSchedule(part, json);
            writeQuestion(part, multiplier, json);
            writeNumbers("rates", index -> part.rate(index) * multiplier, part.count(), json, out);
            if (part.cyclesMomentum()) {
                writeNumbers("momenta", index -> part.momentum(index).orElseThrow(), part.count(), json, out);
            }
            if (policyReason != null) {
                json.writeStringProperty("reason", policyReason);
            }
            json.writePOJOProperty("warnings", warnings);
            json.writeEndObject();
            json.flush();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private static void writeSchedule(ScheduleSlice part, JsonGenerator json) {
        String text = Json.MAPPER.writerFor(Schedule.class).writeValueAsString(part.schedule());
        for (Map.Entry<String, JsonNode> field : Json.MAPPER.readTree(text).properties()) {
            boolean taken = TAKEN.contains(field.getKey());
            boolean same = field.getKey().equals("iterations")
                    && field.getValue().isIntegralNumber()
                    && field.getValue().longValue() == part.iterations();
            if (!taken) {
                json.writePOJOProperty(field.getKey(), field.getValue());
            } else if (!same) {
                json.writePOJOProperty("policy_" + field.getKey(), field.getValue());
            }
        }
    }

    private static void writeQuestion(ScheduleSlice part, double multiplier, JsonGenerator json) {
        json.writeNumberProperty("iterations", part.iterations());
        OptionalLong cycle = part.schedule().cycleLength();
        if (cycle.isPresent()) {
            json.writeBooleanProperty("ends_mid_cycle", part.iterations() % cycle.getAsLong() != 0);
        }
        json.writeNumberProperty("from", part.from());
        if (part.every() != 1) {
            json.writeNumberProperty("every", part.every());
        }
        if (multiplier != 1) {
            json.writeNumberProperty("multiplier", multiplier);
        }
    }

    /** Past the generator, which would make an object of each number, or copy it twice. */
    private static void writeNumbers(
            String name, LongToDoubleFunction number, long count, JsonGenerator json, OutputStream out)
            throws IOException {
        json.writeArrayPropertyStart(name);
        json.flush();
        AsciiWriter lines = new AsciiWriter(out);
        for (long index = 0; index < count; index++) {
            lines.add(index == 0 ? "" : ",")
                    .addJson(number.applyAsDouble(index))
                    .passOn();
        }
        lines.flush();
        json.writeEndArray();
    }
}
