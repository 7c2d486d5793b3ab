package dev.rangefinder.dataset.format.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something in an upload that its owner should know of.
 *
 * @param code stable, for programs
 * @param message for people: what was found, and what became of it
 */
public record Warning(String code, String message) {

    /** As many as are read. */
    private static final int MOST_NAMED = 20;

    /** One for each of the names, which the message ends with, up to a few; then how many more there are. */
    public static List<Warning> each(String code, List<String> names, String message) {
        List<Warning> warnings = new ArrayList<>(names.stream()
                .limit(MOST_NAMED)
                .map(name -> new Warning(code, message.formatted("'" + name + "'")))
                .toList());
        if (names.size() > MOST_NAMED) {
            warnings.add(new Warning(code, message.formatted("%d more".formatted(names.size() - MOST_NAMED))));
        }
        return warnings;
    }

    /** What the numbers of samples and the names of the classes give rise to. */
    static List<Warning> ofClasses(List<Description.ClassCount> classes) {
        List<Warning> warnings = new ArrayList<>();
        warnings.addAll(each(
                "class_without_training",
                classes.stream()
                        .filter(one -> one.train() == 0)
                        .map(Description.ClassCount::name)
                        .toList(),
                "There is no sample for training of the class %s."));
        warnings.addAll(each(
                "class_without_validation",
                classes.stream()
                        .filter(one -> one.train() > 0 && one.test() == 0)
                        .map(Description.ClassCount::name)
                        .toList(),
                "There is no sample for validation of the class %s."));
        Map<String, List<String>> alike = classes.stream()
                .map(Description.ClassCount::name)
                .collect(Collectors.groupingBy(name -> name.toLowerCase(Locale.ROOT)));
        warnings.addAll(each(
                "classes_alike",
                alike.values().stream()
                        .filter(names -> names.size() > 1)
                        .map(names -> String.join("', '", names))
                        .sorted()
                        .toList(),
                "These classes differ by the case of letters alone: %s."));
        return warnings;
    }
}
