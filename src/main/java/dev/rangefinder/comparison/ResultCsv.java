package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judgement.Difference;
import dev.rangefinder.comparison.judge.Judgement.Range;
import dev.rangefinder.comparison.judge.Judgement.Seed;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A result as CSV: a line for each run, and what is said of its entry on each of them. */
public final class ResultCsv {

    private static final String HEADER =
            "entry,repeat,seed,diverged,final_accuracy,best_accuracy,final_loss,best_loss,verdict,"
                    + "difference,difference_low,difference_high,iterations_to_baseline,speed_up\n";

    private ResultCsv() {}

    public static String of(Judgement judgement) {
        StringBuilder out = new StringBuilder(HEADER);
        for (Judgement.Entry entry : judgement.entries()) {
            for (Seed seed : entry.seeds()) {
                out.append(line(entry, seed)).append('\n');
            }
        }
        return out.toString();
    }

    private static String line(Judgement.Entry entry, Seed seed) {
        @Nullable Difference difference = entry.difference();
        @Nullable Range interval = difference == null ? null : difference.interval();
        StringJoiner line = new StringJoiner(",");
        line.add(entry.name()).add(text(seed.repeat())).add(text(seed.seed())).add(text(seed.diverged()));
        line.add(text(seed.finalAccuracy())).add(text(seed.bestAccuracy()));
        line.add(text(seed.finalLoss())).add(text(seed.bestLoss()));
        line.add(difference == null ? "" : difference.verdict().name().toLowerCase(Locale.ROOT));
        line.add(text(difference == null ? null : (Double) difference.mean()));
        line.add(text(interval == null ? null : (Double) interval.low()));
        line.add(text(interval == null ? null : (Double) interval.high()));
        line.add(text(entry.iterationsToBaseline())).add(text(entry.speedUp()));
        return line.toString();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
