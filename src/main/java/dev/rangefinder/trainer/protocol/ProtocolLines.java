package dev.rangefinder.trainer.protocol;

import dev.rangefinder.shared.Json;
import java.util.Optional;

/** Protocol lines as text: one JSON object a line, behind a prefix, since a launcher may print to the same stream. */
public final class ProtocolLines {

    private static final String PREFIX = "@rangefinder ";

    private ProtocolLines() {}

    public static String write(ServerLine line) {
        return PREFIX + Json.MAPPER.writerFor(ServerLine.class).writeValueAsString(line);
    }

    public static String write(TrainerLine line) {
        return PREFIX + Json.MAPPER.writerFor(TrainerLine.class).writeValueAsString(line);
    }

    public static String write(TrialAnswer answer) {
        return PREFIX + Json.MAPPER.writerFor(TrialAnswer.class).writeValueAsString(answer);
    }

    public static String write(EngineAnswer answer) {
        return PREFIX + Json.MAPPER.writerFor(EngineAnswer.class).writeValueAsString(answer);
    }

    /** What is said of an engine in a line of text; empty if other code printed it. */
    public static Optional<EngineAnswer> readFromEngineTrial(String text) {
        return read(text, EngineAnswer.class);
    }

    /** The answer in a line of text; empty if other code printed it. */
    public static Optional<TrialAnswer> readFromTrial(String text) {
        return read(text, TrialAnswer.class);
    }

    /** The protocol line in a line of text; empty if other code printed it. */
    public static Optional<TrainerLine> readFromTrainer(String text) {
        return read(text, TrainerLine.class);
    }

    /** The protocol line in a line of text; empty if it is none. */
    public static Optional<ServerLine> readFromServer(String text) {
        return read(text, ServerLine.class);
    }

    private static <T> Optional<T> read(String text, Class<T> type) {
        return text.startsWith(PREFIX)
                ? Optional.of(Json.MAPPER.readValue(text.substring(PREFIX.length()), type))
                : Optional.empty();
    }
}
