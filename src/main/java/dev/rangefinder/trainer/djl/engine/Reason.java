package dev.rangefinder.trainer.djl.engine;

import java.util.List;
import java.util.regex.Pattern;

/** Why libtorch could not do something, in a line: what a module itself says stands at the end of its trace. */
public final class Reason {

    /** Enough for an assertion and its figures; a module may say as much as it likes. */
    private static final int LONGEST = 500;

    /** What a module raises, by the name that it raises it by. */
    private static final Pattern RAISED = Pattern.compile("[\\w.]*(Error|Exception)(: .*)?");

    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}+");

    private Reason() {}

    /** The last line that names an error, or else the first of all. */
    public static String of(Throwable failure) {
        List<String> lines = String.valueOf(failure.getMessage())
                .lines()
                .map(line -> CONTROL_CHARACTERS.matcher(line).replaceAll(" ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String said = lines.stream()
                .filter(RAISED.asMatchPredicate())
                .reduce((earlier, later) -> later)
                .orElse(lines.isEmpty() ? "no reason given" : lines.getFirst());
        return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…";
    }
}
