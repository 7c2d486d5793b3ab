package dev.rangefinder.shared;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people write on a resource to find it again: keys and values of their own. */
public final class Tags {

    private static final int MOST = 32;
    private static final int LONGEST = 200;

    private Tags() {}

    public static void check(Check check, Map<String, String> tags) {
        check.that(tags.size() <= MOST, "tags", tags.size() + " tags", "at most %d tags".formatted(MOST));
        tags.forEach((key, value) -> check.that(
                isWord(key) && !key.contains(":") && isWord(value),
                "tags/" + key,
                value,
                "a key without a colon and a value, each of 1 to %d characters".formatted(LONGEST)));
    }

    /** Whether a text can be a tag: short, not blank, and such that PostgreSQL can keep it. */
    public static boolean isWord(@Nullable String text) {
        return isText(text, LONGEST);
    }

    /** The same of a text that may be longer. */
    public static boolean isText(@Nullable String text, int longest) {
        return text != null
                && !text.isBlank()
                && text.length() <= longest
                && text.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Reads the tags of a query, each {@code key:value}. */
    public static Map<String, String> ofParameters(List<String> parameters) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String parameter : parameters) {
            int colon = parameter.indexOf(':');
            Check.fields().that(colon > 0, "tag", parameter, "key:value").orThrow();
            tags.put(parameter.substring(0, colon), parameter.substring(colon + 1));
        }
        return tags;
    }
}
