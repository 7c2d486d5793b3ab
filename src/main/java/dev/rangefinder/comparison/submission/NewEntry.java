package dev.rangefinder.comparison.submission;

import dev.rangefinder.shared.Check;
import java.util.regex.Pattern;

/** A schedule that is to take part, and what it is called. */
public record NewEntry(String name, ScheduleSource schedule) {

    /** Names that need no quoting in a table or a picture. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@+-]{0,63}");

    public NewEntry {
        Check.fields()
                .that(
                        name != null && NAME.matcher(name).matches(),
                        "name",
                        name,
                        "1 to 64 letters, digits, spaces or any of ._@+-, the first a letter or a digit")
                .present("schedule", schedule)
                .orThrow();
    }
}
