package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cyclic bounds and a step size, with the intervals, the evidence and the verdict that go with them.
 *
 * @param stepSize iterations in half a cycle
 * @param confidence from 0 to 1: how well the repeats and the rules agree, not a probability
 * @param repeatsToHalveInterval further repeats; absent where more of the same would not help
 * @param rules what each rule alone would answer
 * @param diagnoses what is wrong and what to do, a sentence each
 */
public record Recommendation(
        Verdict verdict,
        double baseLr,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        long stepSize,
        int stepSizeEpochs,
        long iterationsPerEpoch,
        double confidence,
        int repeats,
        @Nullable Integer repeatsToHalveInterval,
        List<RuleReading> rules,
        Evidence evidence,
        List<String> diagnoses,
        String algorithm,
        CyclicLr cyclicLr) {

    /** Names the rules and their constants: any change to an answer is a new one. */
    static final String ALGORITHM = "2026.1";

    public Recommendation {
        rules = List.copyOf(rules);
        diagnoses = List.copyOf(diagnoses);
        Check.fields()
                .positive("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .that(baseLrInterval.contains(baseLr), "base_lr_interval", baseLrInterval, "to contain base_lr")
                .that(maxLrInterval.contains(maxLr), "max_lr_interval", maxLrInterval, "to contain max_lr")
                .that(stepSize >= 1, "step_size", stepSize, "1 or more")
                .that(confidence >= 0 && confidence <= 1, "confidence", confidence, "from 0 to 1")
                .orThrow();
    }

    /** The same answer with one more sentence about the test that it was drawn from. */
    public Recommendation withDiagnosis(String diagnosis) {
        return new Recommendation(
                verdict,
                baseLr,
                baseLrInterval,
                maxLr,
                maxLrInterval,
                stepSize,
                stepSizeEpochs,
                iterationsPerEpoch,
                confidence,
                repeats,
                repeatsToHalveInterval,
                rules,
                evidence,
                Stream.concat(diagnoses.stream(), Stream.of(diagnosis)).toList(),
                algorithm,
                cyclicLr);
    }
}
