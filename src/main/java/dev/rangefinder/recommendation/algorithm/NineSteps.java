package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Certainty;
import dev.rangefinder.recommendation.CyclicLr;
import dev.rangefinder.recommendation.Evidence;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.StepSize;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.advice.Diagnoses;
import dev.rangefinder.recommendation.advice.NextTests;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.bounds.FallbackBounds;
import dev.rangefinder.recommendation.bounds.Findings;
import dev.rangefinder.recommendation.bounds.LearnedBounds;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules in nine steps, numbered as in {@code docs/recommendation.md}, which says how they were measured:
 *
 * <ol>
 *   <li>levels: {@link dev.rangefinder.recommendation.fit.LossLevels}
 *   <li>censoring: {@link CensoredRepeats}
 *   <li>fit: {@link dev.rangefinder.recommendation.fit.Lowess}, through the bins of a {@link
 *       dev.rangefinder.recommendation.fit.BinnedCurve}
 *   <li>shares: {@link dev.rangefinder.recommendation.fit.GainShares}
 *   <li>memory: {@link dev.rangefinder.recommendation.bounds.MemoryEstimate}, and the {@link
 *       dev.rangefinder.recommendation.bounds.Margin} that it asks for
 *   <li>bounds: {@link dev.rangefinder.recommendation.bounds.CycleBounds}
 *   <li>intervals: {@link dev.rangefinder.recommendation.bounds.BayesianBootstrap}
 *   <li>confidence, and
 *   <li>repeats that would halve the interval: {@code Confidence}
 * </ol>
 */
final class NineSteps implements Algorithm {

    @Override
    public String id() {
        return "2026.6";
    }

    @Override
    public Recommendation recommend(List<Curve> curves, TestContext context) {
        return CensoredRepeats.of(curves, context.swept())
                .map(sweep -> fitted(CurveAnalysis.of(sweep, context), curves))
                .orElseGet(() -> notFitted(curves, context));
    }

    private Recommendation fitted(CurveAnalysis analysis, List<Curve> curves) {
        Findings findings =
                analysis.loss().perhapsLearned() ? LearnedBounds.find(analysis) : FallbackBounds.unlearned(analysis);
        Optional<NextTest> next = NextTests.after(findings, analysis);
        Evidence evidence = analysis.evidence();
        List<String> diagnoses = Diagnoses.of(findings, analysis, evidence, next);
        return answer(findings, evidence, diagnoses, next.orElse(null), curves, analysis.context());
    }

    private Recommendation notFitted(List<Curve> curves, TestContext context) {
        int points = curves.stream().mapToInt(Curve::size).sum();
        Findings findings = FallbackBounds.withoutFit(curves, context.swept());
        return answer(
                findings, Evidence.withoutFit(points), Diagnoses.withoutFit(curves, findings), null, curves, context);
    }

    private Recommendation answer(
            Findings findings,
            Evidence evidence,
            List<String> diagnoses,
            @Nullable NextTest next,
            List<Curve> curves,
            TestContext context) {
        List<RuleAnswer> others = OtherTools.answers(curves);
        StepSize stepSize = StepSize.of(context.iterationsPerEpoch());
        double baseLr = findings.rates().baseLr();
        double maxLr = findings.rates().maxLr();
        return new Recommendation(
                findings.verdict(),
                findings.verdict() != Verdict.OK,
                findings.rates(),
                stepSize,
                new Certainty(
                        findings.confidence(),
                        OtherTools.agreement(others),
                        curves.size(),
                        findings.repeatsToHalveInterval()),
                Stream.of(findings.rules(), OtherTools.fractions(maxLr), others)
                        .flatMap(List::stream)
                        .toList(),
                evidence,
                diagnoses,
                next,
                null,
                id(),
                CyclicLr.between(baseLr, maxLr, stepSize.iterations()));
    }
}
