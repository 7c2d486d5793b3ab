package dev.rangefinder.rangetest.web;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where it is explained what a recommendation says: addresses of this server.
 *
 * @param next absent where there is no next sweep
 * @param diagnoses by name
 */
record Documentation(String verdict, @Nullable String next, Map<String, String> diagnoses) {

    private static final String READING = "/docs/recommendation#";
    private static final String TRAINING = "/docs/verification#";

    private static final Pattern NAME = Pattern.compile("([a-z_]+): .*", Pattern.DOTALL);

    static Documentation of(Recommendation recommendation) {
        Map<String, String> diagnoses = new LinkedHashMap<>();
        for (String diagnosis : recommendation.diagnoses()) {
            Matcher name = NAME.matcher(diagnosis);
            if (name.matches()) {
                diagnoses.put(name.group(1), of(name.group(1)));
            }
        }
        return new Documentation(
                of(verdict(recommendation.verdict())),
                recommendation.next() == null ? null : READING + "when-one-sweep-does-not-answer",
                diagnoses);
    }

    private static String verdict(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** What training said is explained where the race is. */
    static String of(String name) {
        return (name.endsWith("verified") ? TRAINING : READING) + name;
    }
}
