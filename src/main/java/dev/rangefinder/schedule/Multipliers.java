package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** By the names of parameter groups: what the rate is multiplied by for each. */
public final class Multipliers {

    /** More than the layers that a user gives rates of their own. */
    private static final int MOST_GROUPS = 64;

    /** As JSON has it; of what Java would read besides, nothing is meant as a multiplier. */
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private Multipliers() {}

    public static void check(Check check, Map<String, Double> multipliers) {
        check.that(
                multipliers.size() <= MOST_GROUPS,
                "multipliers",
                multipliers.size() + " groups",
                "at most %d groups".formatted(MOST_GROUPS));
        multipliers.forEach((group, multiplier) -> check.that(
                        Tags.isWord(group), "multipliers/" + group, multiplier, "a group's name of 1 to 200 characters")
                .that(
                        multiplier != null && isPositive(multiplier),
                        "multipliers/" + group,
                        multiplier,
                        "a finite number above 0"));
    }

    /** Reads those of a query, each {@code group:number}. */
    public static Map<String, Double> ofParameters(List<String> parameters) {
        Check.fields()
                .that(
                        parameters.size() <= MOST_GROUPS,
                        "multiplier",
                        parameters.size() + " groups",
                        "at most %d groups".formatted(MOST_GROUPS))
                .orThrow();
        Map<String, Double> multipliers = new TreeMap<>();
        for (String parameter : parameters) {
            int colon = parameter.lastIndexOf(':');
            String group = parameter.substring(0, Math.max(colon, 0));
            String number = parameter.substring(colon + 1);
            Check.fields()
                    .that(
                            Tags.isWord(group)
                                    && NUMBER.matcher(number).matches()
                                    && isPositive(Double.parseDouble(number)),
                            "multiplier",
                            parameter,
                            "group:number, such as head:10, the number finite and above 0")
                    .that(!multipliers.containsKey(group), "multiplier", parameter, "every group once")
                    .orThrow();
            multipliers.put(group, Double.parseDouble(number));
        }
        return multipliers;
    }

    /**
     * That of a group, or 1 where none is named.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if there is no such group
     */
    public static double of(Map<String, Double> multipliers, @Nullable String group) {
        if (group == null) {
            return 1;
        }
        String groups = String.join(", ", multipliers.keySet());
        Check.fields()
                .that(
                        multipliers.containsKey(group),
                        "group",
                        group,
                        groups.isEmpty() ? "none, since there are no groups" : "one of " + groups)
                .orThrow();
        return multipliers.getOrDefault(group, 1.0);
    }

    private static boolean isPositive(double multiplier) {
        return multiplier > 0 && Double.isFinite(multiplier);
    }
}
