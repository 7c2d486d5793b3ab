package dev.rangefinder.dataset.format.table;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The different values of a column, as long as they are few enough to be names of something. */
public final class Vocabulary {

    /** What is longer is a text. */
    private static final int LONGEST_NAME = 200;

    private final int mostNames;
    private final Set<String> names = new HashSet<>();
    private boolean isTooLarge;

    public Vocabulary(int mostNames) {
        this.mostNames = mostNames;
    }

    public void see(String value) {
        if (isTooLarge) {
            return;
        }
        names.add(value);
        if (names.size() > mostNames || value.length() > LONGEST_NAME) {
            isTooLarge = true;
            names.clear();
        }
    }

    public boolean isTooLarge() {
        return isTooLarge;
    }

    /** How many names there are; 0 where they are too many. */
    public int size() {
        return names.size();
    }

    /** Whether every value was the same. */
    boolean isSingle() {
        return !isTooLarge && names.size() == 1;
    }

    boolean all(Predicate<String> condition) {
        return names.stream().allMatch(condition);
    }

    /** A place from 0 for each of the names, in their order: as numbers if all are that, else as words. */
    public Map<String, Integer> places(Numerals numerals) {
        boolean areNumbers = all(numerals::isNumber);
        Comparator<String> asNumbers = Comparator.comparingDouble(name -> numerals.value(name));
        Comparator<String> asWords = Comparator.naturalOrder();
        List<String> sorted = names.stream()
                .sorted(areNumbers ? asNumbers.thenComparing(asWords) : asWords)
                .toList();
        Map<String, Integer> places = new LinkedHashMap<>();
        sorted.forEach(name -> places.put(name, places.size()));
        return places;
    }
}
