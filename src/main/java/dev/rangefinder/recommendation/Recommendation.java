package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cyclic bounds and a step size, with the intervals, the evidence and the verdict that go with them. In JSON the rates,
 * the step size and the certainty are fields of the recommendation itself. What is nullable here and in its parts
 * without a reason was not yet said by the algorithm that a test was pinned by.
 *
 * @param provisional whether the bounds are only the best that can be said; the verdict says what is missing
 * @param rules what each rule alone would answer
 * @param diagnoses what is wrong and what to do: a name, a colon and a sentence each
 * @param next the sweep that would answer what this one did not
 * @param verification what training said to it; absent where nothing was trained
 * @param algorithm the id of the one that drew it, which may be one that is no longer here
 */
@JsonPropertyOrder({
    "verdict",
    "provisional",
    "rates",
    "step_size",
    "certainty",
    "rules",
    "evidence",
    "diagnoses",
    "next",
    "verification",
    "algorithm",
    "cyclic_lr"
})
public record Recommendation(
        Verdict verdict,
        @Nullable Boolean provisional,
        @JsonUnwrapped LearningRates rates,
        @JsonUnwrapped StepSize stepSize,
        @JsonUnwrapped Certainty certainty,
        List<RuleAnswer> rules,
        Evidence evidence,
        List<String> diagnoses,
        @Nullable NextTest next,
        @Nullable Verification verification,
        String algorithm,
        CyclicLr cyclicLr) {

    public Recommendation {
        rules = List.copyOf(rules);
        diagnoses = List.copyOf(diagnoses);
    }

    public double baseLr() {
        return rates.baseLr();
    }

    public double maxLr() {
        return rates.maxLr();
    }

    /** Whether its bounds are more than a cautious guess. */
    @JsonIgnore
    public boolean isSure() {
        return verdict == Verdict.OK || verdict == Verdict.VERIFIED;
    }

    /** The same answer with one more sentence about the test that it was drawn from. */
    public Recommendation withDiagnosis(String diagnosis) {
        return with(Stream.concat(diagnoses.stream(), Stream.of(diagnosis)).toList(), stepSize, verification);
    }

    /** The same answer, with what training said to it, which could not tell. */
    public Recommendation with(Verification untold) {
        return with(diagnoses, stepSize, untold);
    }

    /**
     * The answer that training gave.
     *
     * @param winner its rates
     * @param sentence that says so
     */
    public Recommendation verified(LearningRates winner, Verification told, String sentence) {
        return new Recommendation(
                Verdict.VERIFIED,
                false,
                winner,
                stepSize,
                certainty,
                rules,
                evidence,
                Stream.concat(Stream.of(sentence), diagnoses.stream()).toList(),
                next,
                told,
                algorithm,
                CyclicLr.between(winner.baseLr(), winner.maxLr(), stepSize.iterations()));
    }

    /**
     * The same answer for a training of a known length: its step size is such that the training ends with a whole
     * cycle.
     *
     * @param iterations {@value StepSize#SHORTEST_FITTED} or more
     */
    public Recommendation forRun(long iterations) {
        return with(diagnoses, StepSize.of(stepSize.iterationsPerEpoch(), iterations), verification);
    }

    /**
     * Half a cycle, such that a training of a known length ends with a whole one, or all but.
     *
     * @param length in iterations; null where it is not known. One that has no room for three cycles gets the usual
     *     half cycle
     */
    public long halfCycle(@Nullable Long length) {
        return length == null || length < StepSize.SHORTEST_FITTED
                ? stepSize.iterations()
                : forRun(length).stepSize().iterations();
    }

    private Recommendation with(List<String> diagnoses, StepSize stepSize, @Nullable Verification verification) {
        return new Recommendation(
                verdict,
                provisional,
                rates,
                stepSize,
                certainty,
                rules,
                evidence,
                diagnoses,
                next,
                verification,
                algorithm,
                CyclicLr.between(baseLr(), maxLr(), stepSize.iterations()));
    }
}
