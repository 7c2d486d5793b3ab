package dev.rangefinder.recommendation.published;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** A rule by which another tool suggests one rate: how it prepares the raw losses, and what it reads from them. */
@SuppressWarnings("ImmutableEnumChecker") // functions that hold nothing
public enum PublishedRule {
    VALLEY("fastai_valley", Fastai::prepared, 1, Fastai::valley),
    SLIDE("fastai_slide", Fastai::prepared, Fastai.SLIDE_WIDTH + 1, Fastai::slide),
    MINIMUM("fastai_minimum", Fastai::prepared, 1, Fastai::minimum),
    STEEP("fastai_steep", Fastai::prepared, 2, Fastai::steep),

    /** pytorch-lr-finder 0.2.1: the steepest fall over the index. */
    PYTORCH_LR_FINDER(
            "pytorch_lr_finder",
            raw -> raw.smoothed(0.05).untilTimesTheBest(5).without(10, 5),
            2,
            series -> series.lrOfLowest(series.slopeOverIndex())),

    /** Lightning since 2.5.3: the steepest fall over the rate itself. */
    LIGHTNING(
            "lightning",
            raw -> raw.debiased(0.98).untilTimesTheBest(4).without(10, 1),
            2,
            series -> series.lrOfLowest(series.slopeOverLr()));

    private final String id;
    private final UnaryOperator<Series> preparation;
    private final int fewestPoints;
    private final ToDoubleFunction<Series> suggestion;

    PublishedRule(String id, UnaryOperator<Series> preparation, int fewestPoints, ToDoubleFunction<Series> suggestion) {
        this.id = id;
        this.preparation = preparation;
        this.fewestPoints = fewestPoints;
        this.suggestion = suggestion;
    }

    /** As it is called in a recommendation. */
    public String id() {
        return id;
    }

    /** What the tool would suggest; empty where too few points are left for it to suggest anything. */
    public OptionalDouble lr(Series raw) {
        Series prepared = preparation.apply(raw);
        if (prepared.size() < fewestPoints) {
            return OptionalDouble.empty();
        }
        double lr = suggestion.applyAsDouble(prepared);
        return Double.isFinite(lr) && lr > 0 ? OptionalDouble.of(lr) : OptionalDouble.empty();
    }
}
