package dev.rangefinder.faults;

import java.util.List;

/**
 * Something that must not be, how often it could have been, and every time that it was.
 *
 * @param offences the rows that show it
 */
record Finding(String offence, long tries, List<String> offences) {

    /** What may be said of the rate behind it: no event in n tries means less than 3/n, at 95 %. */
    String bound() {
        if (!offences.isEmpty() || tries < 4) {
            return "—";
        }
        double percent = 300.0 / tries;
        return (percent < 10 ? "< %.2g %%" : "< %.0f %%").formatted(percent);
    }
}
