package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.fit.Statistics;
import dev.rangefinder.recommendation.published.PublishedRule;
import dev.rangefinder.recommendation.published.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What other tools, and the paper's rule of thumb, would make of the same test. */
final class OtherTools {

    private OtherTools() {}

    /** One rate each. They know of no repeats: each is read alone. */
    static List<RuleAnswer> answers(List<Curve> curves) {
        List<Series> raw = curves.stream().map(Series::of).toList();
        return Arrays.stream(PublishedRule.values())
                .flatMap(rule -> analysis(rule, raw).stream())
                .toList();
    }

    private static Optional<RuleAnswer> analysis(PublishedRule rule, List<Series> curves) {
        double[] rates = curves.stream()
                .map(rule::lr)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        if (rates.length == 0) {
            return Optional.empty();
        }
        double median = rates[(rates.length - 1) / 2];
        return Optional.of(
                new RuleAnswer(rule.id(), null, null, median, new Interval(rates[0], rates[rates.length - 1])));
    }

    /** Smith, arXiv 1506.01186, section 3.3: base is a third or a fourth of max. */
    static List<RuleAnswer> fractions(double maxLr) {
        return List.of(RuleAnswer.of("max_third", maxLr / 3, maxLr), RuleAnswer.of("max_fourth", maxLr / 4, maxLr));
    }

    /**
     * From 1, where all tools suggest the same rate, to 0: one over the factor by which half of them are off the
     * median. Absent where fewer than two suggest one.
     */
    static @Nullable Double agreement(List<RuleAnswer> answers) {
        double[] logRates = answers.stream()
                .map(RuleAnswer::lr)
                .mapMultiToDouble((lr, next) -> {
                    if (lr != null) {
                        next.accept(Math.log10(lr));
                    }
                })
                .toArray();
        if (logRates.length < 2) {
            return null;
        }
        double median = Statistics.quantile(logRates, 0.5);
        double[] distances =
                Arrays.stream(logRates).map(rate -> Math.abs(rate - median)).toArray();
        return Math.pow(10, -Statistics.quantile(distances, 0.5));
    }
}
