package dev.rangefinder.dataset.format.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds what stands between the values of a table, where nothing says it. */
final class Separator {

    static final String EXPECTED = "one of: comma, semicolon, tab, bar, or the sign itself";

    /** By their names, the usual one first. */
    private static final List<Separator> ALL = List.of(
            new Separator("comma", ','),
            new Separator("semicolon", ';'),
            new Separator("tab", '\t'),
            new Separator("bar", '|'));

    /** Rows in which one that is none would stand differently often. */
    private static final int ROWS_LOOKED_AT = 10;

    private static final char QUOTE = '"';

    private final String name;
    private final char sign;

    private Separator(String name, char sign) {
        this.name = name;
        this.sign = sign;
    }

    static char named(String text) {
        return ALL.stream()
                .filter(one -> one.name.equals(text) || text.equals(String.valueOf(one.sign)))
                .map(one -> one.sign)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** More than one sign may be meant, or is found as often in each row. */
    static final class UnclearException extends Exception {

        UnclearException(List<Separator> possible) {
            super(possible.stream().map(one -> one.name).collect(Collectors.joining(" and ")));
        }
    }

    /**
     * The only one in the first row, or else the only one that is there as often in each of the next.
     *
     * @param beginning of the table
     * @return a comma where there is none
     */
    static char in(String beginning) throws UnclearException {
        List<List<Integer>> counts =
                ALL.stream().map(one -> counts(beginning, one.sign)).toList();
        List<Separator> possible = new ArrayList<>(ALL);
        possible.removeIf(one -> counts.get(ALL.indexOf(one)).getFirst() == 0);
        if (possible.size() > 1) {
            List<Separator> seen = List.copyOf(possible);
            possible.removeIf(
                    one -> counts.get(ALL.indexOf(one)).stream().distinct().count() > 1);
            if (possible.size() != 1) {
                throw new UnclearException(seen);
            }
        }
        return possible.isEmpty() ? ',' : possible.getFirst().sign;
    }

    /** How often a sign stands outside of quotes in each row that is there to its end, and in the first in any case. */
    private static List<Integer> counts(String beginning, char sign) {
        List<Integer> counts = new ArrayList<>();
        boolean isQuoted = false;
        int found = 0;
        int length = 0;
        for (int i = 0; i < beginning.length() && counts.size() < ROWS_LOOKED_AT; i++) {
            char next = beginning.charAt(i);
            isQuoted ^= next == QUOTE;
            if (!isQuoted && (next == '\n' || next == '\r')) {
                if (length > 0) {
                    counts.add(found);
                }
                found = 0;
                length = 0;
            } else {
                found += !isQuoted && next == sign ? 1 : 0;
                length++;
            }
        }
        if (counts.isEmpty()) {
            counts.add(found);
        }
        return counts;
    }
}
