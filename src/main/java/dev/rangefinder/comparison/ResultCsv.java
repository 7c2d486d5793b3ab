package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryFlatness;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judgement.Difference;
import dev.rangefinder.comparison.judge.Judgement.Range;
import dev.rangefinder.comparison.judge.Judgement.Seed;
import dev.rangefinder.run.spec.Flatness;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A result as CSV: a line for each run, and what is said of its entry on each of them. */
public final class ResultCsv {

    private static final String HEADER =
            "entry,repeat,seed,diverged,final_accuracy,best_accuracy,final_loss,best_loss,verdict,"
                    + "difference,difference_low,difference_high,iterations_to_baseline,speed_up,"
                    + "sharpness,adaptive_sharpness,noise_rise,largest_eigenvalue";

    private static final List<String> MEASURES =
            List.of("sharpness", "adaptive_sharpness", "noise_rise", "largest_eigenvalue");

    private ResultCsv() {}

    public static String of(Judgement judgement) {
        StringBuilder out = new StringBuilder(HEADER);
        MEASURES.forEach(measure -> out.append(
                ",%1$s_verdict,%1$s_difference,%1$s_difference_low,%1$s_difference_high".formatted(measure)));
        out.append('\n');
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
        addFlatness(line, entry.flatness(), seed.flatness());
        return line.toString();
    }

    private static void addFlatness(StringJoiner line, @Nullable EntryFlatness ofEntry, @Nullable Flatness ofRun) {
        line.add(text(ofRun == null ? null : ofRun.sharpness()));
        line.add(text(ofRun == null ? null : ofRun.adaptiveSharpness()));
        line.add(text(ofRun == null ? null : ofRun.noiseRise()));
        line.add(text(ofRun == null ? null : ofRun.largestEigenvalue()));
        addDifference(line, ofEntry == null ? null : ofEntry.sharpness());
        addDifference(line, ofEntry == null ? null : ofEntry.adaptiveSharpness());
        addDifference(line, ofEntry == null ? null : ofEntry.noiseRise());
        addDifference(line, ofEntry == null ? null : ofEntry.largestEigenvalue());
    }

    private static void addDifference(StringJoiner line, EntryFlatness.@Nullable Measure measure) {
        EntryFlatness.@Nullable Difference difference = measure == null ? null : measure.difference();
        @Nullable Range interval = difference == null ? null : difference.interval();
        line.add(difference == null ? "" : difference.verdict().name().toLowerCase(Locale.ROOT));
        line.add(text(difference == null ? null : (Double) difference.mean()));
        line.add(text(interval == null ? null : (Double) interval.low()));
        line.add(text(interval == null ? null : (Double) interval.high()));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
