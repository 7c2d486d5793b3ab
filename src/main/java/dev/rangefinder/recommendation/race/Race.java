package dev.rangefinder.recommendation.race;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verification.Entrant;
import dev.rangefinder.recommendation.Verification.Rung;
import dev.rangefinder.recommendation.Verification.Scores;
import dev.rangefinder.recommendation.Verification.Training;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Cycles that are trained against each other, as far as it has come: after each rung those go on that were the most
 * accurate in it, and always the sweep's own, since it is the gain over that one which is to be known. In the last one
 * of several the best rival alone is left, and two enter that lie nearer to the best.
 *
 * @param sweep what the sweep recommends
 * @param classes that the samples are told apart in: a network that guesses is right in one of so many cases; 1 of a
 *     regression, whose accuracies are R²
 * @param samples that each accuracy is measured on
 * @param entrants the sweep's own first, and those that enter last at the end
 * @param rungs that are over
 */
public record Race(
        Recommendation sweep, RacePlan plan, int classes, long samples, List<Entrant> entrants, List<Rung> rungs) {

    /** The id of the rules: any change to what a race would end with is a new one. */
    static final String METHOD = "2026.1";

    public Race {
        entrants = List.copyOf(entrants);
        rungs = List.copyOf(rungs);
    }

    public static Race of(Recommendation sweep, RacePlan plan, int classes, long samples) {
        return new Race(sweep, plan, classes, samples, Entrants.of(sweep), List.of());
    }

    /** Whether nothing is left to be trained. */
    @JsonIgnore
    public boolean isOver() {
        return rungs.size() == plan.rungs().size();
    }

    /** How those are trained that are running. */
    RacePlan.Rung rung() {
        return plan.rungs().get(rungs.size());
    }

    /** The entrants of the present rung. */
    List<Entrant> running() {
        if (rungs.isEmpty()) {
            return Entrants.of(sweep);
        }
        Entrant own = entrants.getFirst();
        List<Entrant> best =
                ranked(rungs.getLast()).map(scores -> entrant(scores.entrant())).toList();
        List<Entrant> rivals =
                best.stream().filter(entrant -> !entrant.equals(own)).toList();
        boolean isFinal = rungs.size() == plan.rungs().size() - 1;
        Stream<Entrant> others = isFinal && best.size() > 1
                ? Stream.concat(rivals.stream().limit(1), Entrants.near(best.getFirst(), best.get(1)).stream())
                : rivals.stream().limit(rung().entrants() - 1L);
        return Stream.concat(Stream.of(own), others).toList();
    }

    Entrant entrant(String name) {
        return entrants.stream()
                .filter(entrant -> entrant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The most accurate first, of two as accurate the one that entered first; without those that failed. */
    static Stream<Scores> ranked(Rung rung) {
        return rung.scores().stream()
                .filter(scores -> scores.accuracy() != null)
                .sorted(Comparator.comparingDouble((Scores scores) -> -Objects.requireNonNull(scores.accuracy())));
    }

    /**
     * One training.
     *
     * @param number within the race, from 0
     * @param rung from 0
     * @param repeat within the rung: those of the same repeat share their seed
     * @param seed from 0; none is used in two rungs, so that luck is not rewarded again
     */
    public record Trial(int number, int rung, Entrant entrant, int repeat, int seed, long iterations) {}

    /** The trainings of the present rung, pair by pair. */
    public List<Trial> trials() {
        int repeats = rung().repeats();
        int first = rungs.stream().mapToInt(Rung::trainings).sum();
        int firstSeed = rungs.stream().mapToInt(Rung::repeats).sum();
        List<Entrant> running = running();
        return IntStream.range(0, running.size() * repeats)
                .mapToObj(i -> new Trial(
                        first + i,
                        rungs.size(),
                        running.get(i % running.size()),
                        i / running.size(),
                        firstSeed + i / running.size(),
                        rung().iterations()))
                .toList();
    }

    /** All trainings so far, with those of the present rung. */
    public List<Trial> allTrials() {
        Stream<Race> before = IntStream.range(0, rungs.size())
                .mapToObj(done -> new Race(sweep, plan, classes, samples, entrants, rungs.subList(0, done)));
        return Stream.concat(before, isOver() ? Stream.empty() : Stream.of(this))
                .flatMap(race -> race.trials().stream())
                .toList();
    }

    /**
     * The race after a rung.
     *
     * @param result of a trial; empty if it failed
     */
    public Race after(Function<Trial, Optional<Training>> result) {
        List<Trial> trials = trials();
        List<Entrant> running = running();
        List<Scores> scores = running.stream()
                .map(entrant -> Scores.of(
                        entrant.name(),
                        rung().repeats(),
                        trials.stream()
                                .filter(trial -> trial.entrant().equals(entrant))
                                .flatMap(trial -> result.apply(trial).stream())
                                .toList()))
                .toList();
        List<Rung> further = new ArrayList<>(rungs);
        further.add(new Rung(rung().iterations(), rung().repeats(), scores));
        List<Entrant> known =
                Stream.concat(entrants.stream(), running.stream()).distinct().toList();
        return new Race(sweep, plan, classes, samples, known, further);
    }

    /** What is recommended when it is over. */
    public Recommendation recommendation() {
        return new Finish(this).recommendation();
    }

    /** The accuracy of a network that has learned nothing; the R² of the best constant answer. */
    public double guess() {
        return isRegression() ? 0 : 1.0 / classes;
    }

    @JsonIgnore
    boolean isRegression() {
        return classes == 1;
    }
}
