package dev.rangefinder.dataset.format;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The different values of a column, as long as they are few enough to be names of something. */
final class Vocabulary {

    /** What is longer is a text. */
    private static final int LONGEST_NAME = 200;

    private final int mostNames;
    private final Set<String> names = new HashSet<>();
    private boolean isTooLarge;

    Vocabulary(int mostNames) {
        this.mostNames = mostNames;
    }

    void see(String value) {
        if (isTooLarge) {
            return;
        }
        names.add(value);
        if (names.size() > mostNames || value.length() > LONGEST_NAME) {
            isTooLarge = true;
            names.clear();
        }
    }

    boolean isTooLarge() {
        return isTooLarge;
    }

    /** A place from 0 for each of the names, in their order: as numbers if all are whole ones, else as words. */
    Map<String, Integer> places() {
        boolean areNumbers = names.stream().allMatch(name -> name.matches("-?\\d{1,18}"));
        Comparator<String> asNumbers = Comparator.comparingLong(Long::parseLong);
        Comparator<String> asWords = Comparator.naturalOrder();
        List<String> sorted = names.stream()
                .sorted(areNumbers ? asNumbers.thenComparing(asWords) : asWords)
                .toList();
        Map<String, Integer> places = new LinkedHashMap<>();
        sorted.forEach(name -> places.put(name, places.size()));
        return places;
    }
}
