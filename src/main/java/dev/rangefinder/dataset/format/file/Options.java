package dev.rangefinder.dataset.format.file;

import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.shared.Check;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is said about the files of an upload, as text; what cannot be read is collected and refused together. */
public final class Options {

    public static final String TEST_SHARE = "test_share";
    public static final String SEED = "seed";

    public static final String TASK = "task";

    private final Map<String, String> given;
    private final Check check = Check.fields();

    public Options(Map<String, String> given) {
        this.given = given;
    }

    @Nullable
    public String text(String name) {
        return given.get(name);
    }

    public boolean bool(String name, boolean otherwise) {
        return read(name, "true or false", Options::parsedBool).orElse(otherwise);
    }

    public int whole(String name, int otherwise) {
        return read(name, "a whole number", Integer::valueOf).orElse(otherwise);
    }

    public double testShare() {
        return read(TEST_SHARE, "a number above 0 and below 1", Double::valueOf).orElse(0.2);
    }

    public long seed() {
        return read(SEED, "a whole number of 64 bits", Long::valueOf).orElse(0L);
    }

    /** What is to be learned of the labels. */
    public Optional<Task> task() {
        return read(TASK, "classification or regression", Options::parsedTask);
    }

    private static Task parsedTask(String text) {
        return switch (text) {
            case "classification" -> Task.CLASSIFICATION;
            case "regression" -> Task.REGRESSION;
            default -> throw new IllegalArgumentException(text);
        };
    }

    public <T> Optional<T> read(String name, String expected, Function<String, T> reader) {
        String text = given.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException unreadable) {
            check.that(false, name, text, expected);
            return Optional.empty();
        }
    }

    private static Boolean parsedBool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Ends the reading; refuses what could not be read. */
    public void orThrow() {
        check.orThrow();
    }

    /** For a record that keeps a share. */
    public static Check shareChecked(double testShare) {
        return Check.fields()
                .that(testShare > 0 && testShare < 1, TEST_SHARE, testShare, "a number above 0 and below 1");
    }

    public static Set<String> names(String... more) {
        Set<String> names = new LinkedHashSet<>(Set.of(more));
        names.add(TEST_SHARE);
        names.add(SEED);
        return names;
    }
}
