package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.fit.AccuracySignal;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.LossSignal;
import dev.rangefinder.recommendation.fit.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The curves of a range test as a picture of 800 × 480, over the logarithm of the rate: every repeat thin, the fit
 * through all of them bold, the bounds with their intervals, and the verdict. The loss is above, the accuracy below,
 * where there is one.
 */
public final class CurvePicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 480;
    private static final int LEFT = 64;
    private static final int RIGHT = 780;
    private static final int TOP = 76;
    private static final int BOTTOM = 436;

    /** Where the loss ends and the accuracy begins. */
    private static final int LOSS_BOTTOM = 290;

    private static final int ACCURACY_TOP = 308;

    /** Two points for each column of the picture. */
    private static final int POINTS = 2 * (RIGHT - LEFT);

    private static final double CENTRE = (LEFT + RIGHT) / 2.0;

    private static final Stroke LOSS = new Stroke("loss", Colour.BLUE, 0.7, 0.4, "");
    private static final Stroke LOSS_FIT = new Stroke("loss-fit", Colour.BLUE, 2.6);
    private static final Lettering LOSS_TEXT = Lettering.of("loss-text", Colour.BLUE);
    private static final Stroke ACCURACY = new Stroke("accuracy", Colour.GREEN, 0.7, 0.4, "");
    private static final Stroke ACCURACY_FIT = new Stroke("accuracy-fit", Colour.GREEN, 2.6);
    private static final Lettering ACCURACY_TEXT = Lettering.of("accuracy-text", Colour.GREEN);
    private static final Stroke BOUND = new Stroke("bound", Colour.ORANGE, 1.4);
    private static final Stroke DOUBTFUL_BOUND = new Stroke("doubtful-bound", Colour.ORANGE, 1.4, 1, "5 4");
    private static final Lettering BOUND_TEXT = Lettering.of("bound-text", Colour.ORANGE);
    private static final Fill INTERVAL = new Fill("interval", Colour.ORANGE, 0.16);

    private final List<Curve> curves;
    private final Recommendation recommendation;
    private final Axis rates;
    private final Drawing drawing;

    private CurvePicture(List<Curve> curves, SweptRange swept, Recommendation recommendation) {
        this.curves = curves;
        this.recommendation = recommendation;
        double lowest = curves.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(Observation::lr)
                .filter(lr -> lr > 0)
                .reduce(recommendation.rates().baseLrInterval().low(), Math::min);
        double highest =
                Math.max(swept.endLr(), recommendation.maxLr()); // a cycle that won a race may lie beyond the sweep
        this.rates = Axis.logarithmic(lowest, highest, LEFT, RIGHT);
        this.drawing = new Drawing(WIDTH, HEIGHT, title());
    }

    /** Draws what the recommendation was drawn from, and the recommendation. */
    public static Drawing of(List<Curve> curves, SweptRange swept, Recommendation recommendation) {
        CurvePicture picture = new CurvePicture(curves, swept, recommendation);
        picture.draw(CensoredRepeats.of(curves, swept));
        return picture.drawing;
    }

    private void draw(Optional<CensoredRepeats> fittable) {
        Optional<FittedSignal> accuracy =
                fittable.flatMap(sweep -> AccuracySignal.of(sweep).fit());
        int lossBottom = accuracy.isPresent() ? LOSS_BOTTOM : BOTTOM;
        drawIntervals();
        drawRates();
        fittable.ifPresent(sweep -> drawLosses(sweep, lossBottom));
        frame(LOSS_TEXT, "loss", TOP, lossBottom);
        accuracy.ifPresent(rule -> {
            drawAccuracies(rule);
            frame(ACCURACY_TEXT, "accuracy", ACCURACY_TOP, BOTTOM);
        });
        drawBounds();
        drawing.text(Lettering.TITLE, LEFT, 24, Anchor.START, drawing.title());
        drawing.text(Lettering.NOTE, LEFT, 42, Anchor.START, note());
        drawing.text(Lettering.LABEL, CENTRE, HEIGHT - 10, Anchor.MIDDLE, "learning rate");
    }

    private String title() {
        return "%s: base_lr %s, max_lr %s"
                .formatted(
                        recommendation.verdict().name().toLowerCase(Locale.ROOT),
                        brief(recommendation.baseLr()),
                        brief(recommendation.maxLr()));
    }

    private String note() {
        return "%d %s thin, their fit bold; intervals shaded; confidence %.2f; algorithm %s"
                .formatted(
                        curves.size(),
                        curves.size() == 1 ? "repeat" : "repeats",
                        recommendation.certainty().confidence(),
                        recommendation.algorithm());
    }

    private void drawIntervals() {
        for (Interval interval : List.of(
                recommendation.rates().baseLrInterval(), recommendation.rates().maxLrInterval())) {
            double from = Math.max(rates.position(interval.low()), LEFT);
            double to = Math.min(rates.position(interval.high()), RIGHT);
            drawing.area(INTERVAL, from, TOP, to, BOTTOM);
        }
    }

    private void drawBounds() {
        Stroke style = recommendation.isSure() ? BOUND : DOUBTFUL_BOUND;
        double base = rates.position(recommendation.baseLr());
        double max = rates.position(recommendation.maxLr());
        drawing.line(style, base, TOP, base, BOTTOM);
        drawing.line(style, max, TOP, max, BOTTOM);
        drawing.text(BOUND_TEXT, base - 4, TOP - 8, Anchor.END, "base_lr");
        drawing.text(BOUND_TEXT, max + 4, TOP - 8, Anchor.START, "max_lr");
    }

    private void drawRates() {
        for (double tick : rates.ticks()) {
            double x = rates.position(tick);
            drawing.line(Stroke.GRID, x, TOP, x, BOTTOM);
            drawing.text(Lettering.LABEL, x, BOTTOM + 17, Anchor.MIDDLE, Axis.label(tick));
        }
    }

    private void drawLosses(CensoredRepeats sweep, int bottom) {
        FittedSignal rule = LossSignal.fit(sweep);
        double[] fitted = fitted(rule, -1);
        double low = Arrays.stream(fitted).min().orElseThrow();
        double lowest = Statistics.quantile(losses(sweep), 0.01);
        Axis loss = Axis.even(Math.min(low, lowest), sweep.levels().ceiling(), bottom, TOP);
        grid(loss);
        sweep.repeats().forEach(repeat -> drawCurve(LOSS, Thinning.thin(repeat, POINTS), sweep.levels()::capped, loss));
        drawFit(LOSS_FIT, rule, fitted, loss);
    }

    private static double[] losses(CensoredRepeats sweep) {
        return sweep.repeats().stream()
                .flatMap(repeat -> repeat.observations().stream())
                .mapToDouble(sweep.levels()::capped)
                .toArray();
    }

    private void drawAccuracies(FittedSignal rule) {
        double[] fitted = fitted(rule, 1);
        double highest = Arrays.stream(fitted).max().orElseThrow();
        Axis accuracy = Axis.even(0, Math.min(1, 1.2 * highest), BOTTOM, ACCURACY_TOP);
        grid(accuracy);
        curves.forEach(
                curve -> drawCurve(ACCURACY, Thinning.thin(curve, POINTS), AccuracySignal::batchAccuracy, accuracy));
        drawFit(ACCURACY_FIT, rule, fitted, accuracy);
    }

    private static double[] fitted(FittedSignal rule, int sign) {
        double[] fitted = new double[rule.grid().size()];
        Arrays.setAll(fitted, bin -> sign * rule.shares().value(bin));
        return fitted;
    }

    private void grid(Axis values) {
        for (double tick : values.ticks()) {
            double y = values.position(tick);
            drawing.line(Stroke.GRID, LEFT, y, RIGHT, y);
            drawing.text(Lettering.LABEL, LEFT - 6, y + 4, Anchor.END, Axis.label(tick));
        }
    }

    private void drawCurve(Stroke style, Curve curve, ToDoubleFunction<Observation> value, Axis axis) {
        List<Position> positions = new ArrayList<>();
        for (Observation observation : curve.observations()) {
            double y = value.applyAsDouble(observation);
            if (observation.lr() > 0 && Double.isFinite(y)) {
                positions.add(position(observation.lr(), y, axis));
            }
        }
        drawing.polyline(style, positions);
    }

    private void drawFit(Stroke style, FittedSignal rule, double[] fitted, Axis axis) {
        List<Position> positions = new ArrayList<>();
        for (int bin = 0;
                bin < fitted.length && rule.grid().logLrOf(bin) <= rule.grid().highest();
                bin++) {
            positions.add(position(Math.pow(10, rule.grid().logLrOf(bin)), fitted[bin], axis));
        }
        drawing.polyline(style, positions);
    }

    private Position position(double lr, double value, Axis axis) {
        return new Position(
                Math.clamp(rates.position(lr), LEFT, RIGHT), axis.position(Math.clamp(value, axis.low(), axis.high())));
    }

    private void frame(Lettering style, String name, double top, double bottom) {
        drawing.frame(Stroke.FRAME, LEFT, top, RIGHT, bottom);
        drawing.sideways(style, 16, (top + bottom) / 2, name);
    }

    private static String brief(double lr) {
        return String.format(Locale.ROOT, "%.3g", lr);
    }
}
