package dev.rangefinder.recommendation.race;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verification;
import dev.rangefinder.recommendation.Verification.Entrant;
import dev.rangefinder.recommendation.Verification.Gain;
import dev.rangefinder.recommendation.Verification.Range;
import dev.rangefinder.recommendation.Verification.Rung;
import dev.rangefinder.recommendation.Verification.Scores;
import dev.rangefinder.recommendation.Verification.SweepAnswer;
import dev.rangefinder.recommendation.Verification.Training;
import dev.rangefinder.shared.Wording;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/** What a race that is over says of the sweep's answer. */
final class Finish {

    private static final double ERROR_RATE = 0.05;

    /** Standard errors of an accuracy that is a guess's: one in a thousand guesses looks better. */
    private static final double ABOVE_A_GUESS = 3;

    /** Half way to a cycle half a decade off, on the scale on which rates count. */
    private static final double HALF_WAY = Math.pow(10, 0.25);

    private final Race race;
    private final Rung last;
    private final Scores own;
    private final Optional<Scores> best;

    Finish(Race race) {
        this.race = race;
        this.last = race.rungs().getLast();
        this.own = last.of(Entrants.SWEEP).orElseThrow();
        this.best = Race.ranked(last).findFirst();
    }

    /** The winner's bounds, or the sweep's own where training could not tell, with all that was found. */
    Recommendation recommendation() {
        Recommendation sweep = race.sweep();
        Optional<String> untold = whyNotTold();
        if (untold.isPresent()) {
            return sweep.withDiagnosis("not_verified: " + untold.get()).with(verification(null, null));
        }
        Scores winner = best.orElseThrow();
        Entrant cycle = race.entrant(winner.entrant());
        return sweep.verified(
                cycle.name().equals(Entrants.SWEEP) ? sweep.rates() : rates(cycle),
                verification(cycle.name(), gain(winner)),
                sentence(winner, cycle));
    }

    private Optional<String> whyNotTold() {
        double guess = race.guess();
        double error = Math.sqrt(guess * (1 - guess) / race.samples());
        if (own.accuracy() == null) {
            return Optional.of("trainings with the sweep's own cycle failed in the last rung.");
        }
        double reached = Objects.requireNonNull(best.orElseThrow().accuracy());
        return reached > guess + ABOVE_A_GUESS * error
                ? Optional.empty()
                : Optional.of("no cycle came beyond a guess: the best one ended with %s of %s after %d iterations."
                        .formatted(
                                race.isRegression() ? "an R²" : "an accuracy",
                                Wording.brief(reached),
                                last.iterations()));
    }

    private Verification verification(@Nullable String winner, @Nullable Gain gain) {
        return new Verification(
                new SweepAnswer(race.sweep().verdict(), race.sweep().rates()),
                race.entrants(),
                race.rungs(),
                winner,
                gain,
                race.rungs().stream()
                        .mapToLong(rung -> rung.iterations() * rung.trainings())
                        .sum(),
                race.plan().iterations(),
                Race.METHOD);
    }

    /** Of a cycle that was trained: nothing is known of how far its bounds would lie from those of more races. */
    private static LearningRates rates(Entrant cycle) {
        double lr = Math.sqrt(cycle.baseLr()) * Math.sqrt(cycle.maxLr());
        return new LearningRates(
                cycle.baseLr(), around(cycle.baseLr()), cycle.maxLr(), around(cycle.maxLr()), lr, around(lr), null);
    }

    private static Interval around(double rate) {
        return new Interval(rate / HALF_WAY, rate * HALF_WAY);
    }

    /** By Student's t on pairs of the same seed, corrected for as many others as might have won (Bonferroni). */
    private Gain gain(Scores winner) {
        double[] differences = IntStream.range(0, last.repeats())
                .mapToDouble(repeat -> accuracy(winner, repeat) - accuracy(own, repeat))
                .toArray();
        double mean = IntStream.range(0, differences.length)
                .mapToDouble(i -> differences[i])
                .average()
                .orElseThrow();
        if (differences.length < 2 || winner.equals(own)) {
            return new Gain(mean, null, null);
        }
        double error = ERROR_RATE / (last.scores().size() - 1);
        double half = spread(differences, mean)
                / Math.sqrt(differences.length)
                * TDistribution.of(differences.length - 1.0).inverseSurvivalProbability(error / 2);
        return new Gain(mean, new Range(mean - half, mean + half), 1 - error);
    }

    private static double accuracy(Scores scores, int repeat) {
        return scores.trainings().stream()
                .filter(training -> training.repeat() == repeat)
                .mapToDouble(Training::accuracy)
                .findFirst()
                .orElseThrow();
    }

    /** At least that of rounding: an accuracy on so many samples is known to one of them. */
    private double spread(double[] differences, double mean) {
        double squares = IntStream.range(0, differences.length)
                .mapToDouble(i -> (differences[i] - mean) * (differences[i] - mean))
                .sum();
        return Math.max(Math.sqrt(squares / (differences.length - 1)), 1 / (race.samples() * Math.sqrt(6)));
    }

    private String sentence(Scores winner, Entrant cycle) {
        List<String> others = race.entrants().stream()
                .map(Entrant::name)
                .filter(name -> !name.equals(cycle.name()))
                .toList();
        return String.format(
                Locale.ROOT,
                "verified: trained against %s, %s (%s to %s) ended the most accurate, %s%.4g after %d iterations; the sweep's own, %.4g%s.",
                Wording.count(others.size(), "other cycle"),
                cycle.name(),
                Wording.brief(cycle.baseLr()),
                Wording.brief(cycle.maxLr()),
                race.isRegression() ? "an R² of " : "",
                winner.accuracy(),
                last.iterations(),
                own.accuracy(),
                Entrants.isOutermost(cycle) ? "; cycles beyond it were not trained" : "");
    }
}
