package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Panel;
import dev.rangefinder.drawing.PictureSize;
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
import dev.rangefinder.shared.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The curves of a range test as a picture, over the logarithm of the rate: every repeat thin, as it was observed, the fit
 * through all of them bold, the bounds with their intervals, and the verdict. The loss is above, the accuracy below,
 * where there is one.
 */
public final class CurvePicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 480;
    private static final int LEFT = 64;
    private static final int BESIDE = 20;
    private static final int TOP = 88;
    private static final int BELOW = 44;

    /** The part of the height that the loss has where there is an accuracy. */
    private static final double OF_LOSS = 0.6;

    private static final int GAP = 18;

    private static final Stroke LOSS = new Stroke("loss", Colour.BLUE, 0.7, 0.4, "");
    private static final Stroke LOSS_FIT = new Stroke("loss-fit", Colour.BLUE, 2.6);
    private static final Lettering LOSS_TEXT = Lettering.of("loss-text", Colour.BLUE);
    private static final Stroke ACCURACY = new Stroke("accuracy", Colour.GREEN, 0.7, 0.4, "");
    private static final Stroke ACCURACY_FIT = new Stroke("accuracy-fit", Colour.GREEN, 2.6);
    private static final Lettering ACCURACY_TEXT = Lettering.of("accuracy-text", Colour.GREEN);
    private static final Bound BASE = new Bound("base_lr", "base", Colour.PURPLE, Anchor.END, -4);
    private static final Bound MAX = new Bound("max_lr", "max", Colour.ORANGE, Anchor.START, 4);

    /** How a bound is drawn: in a colour of its own, so that intervals can be told apart where they overlap. */
    private record Bound(String name, String style, Colour colour, Anchor anchor, int labelAt) {

        Stroke stroke(boolean isSure) {
            return isSure
                    ? new Stroke(style + "-bound", colour, 1.4)
                    : new Stroke("doubtful-" + style + "-bound", colour, 1.4, 1, "5 4");
        }

        Fill interval() {
            return new Fill(style + "-interval", colour, 0.16);
        }

        Lettering lettering() {
            return Lettering.of(style + "-text", colour);
        }
    }

    private final String score;
    private final List<Curve> curves;
    private final Recommendation recommendation;
    private final Axis rates;
    private final Drawing drawing;
    private final int right;
    private final int bottom;

    private CurvePicture(
            String heading,
            String score,
            List<Curve> curves,
            SweptRange swept,
            Recommendation recommendation,
            PictureSize size) {
        this.drawing = new Drawing(size, WIDTH, HEIGHT, heading);
        this.right = drawing.width() - BESIDE;
        this.bottom = drawing.height() - BELOW;
        this.score = score;
        this.curves = curves;
        this.recommendation = recommendation;
        double lowest = curves.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(Observation::lr)
                .filter(lr -> lr > 0)
                .reduce(recommendation.rates().baseLrInterval().low(), Math::min);
        double highest =
                Math.max(swept.endLr(), recommendation.maxLr()); // a cycle that won a race may lie beyond the sweep
        this.rates = Axis.logarithmic(lowest, highest, LEFT, right);
    }

    /**
     * Draws what the recommendation was drawn from, and the recommendation, under a heading.
     *
     * @param score what the curves have beside the loss, in words
     */
    public static Drawing of(
            String heading,
            String score,
            List<Curve> curves,
            SweptRange swept,
            Recommendation recommendation,
            PictureSize size) {
        CurvePicture picture = new CurvePicture(heading, score, curves, swept, recommendation, size);
        picture.draw(CensoredRepeats.of(curves, swept));
        return picture.drawing;
    }

    private void draw(Optional<CensoredRepeats> fittable) {
        Optional<FittedSignal> accuracy =
                fittable.flatMap(sweep -> AccuracySignal.of(sweep).fit());
        double lossBottom = accuracy.isPresent() ? TOP + OF_LOSS * (bottom - TOP) : bottom;
        drawInterval(BASE, recommendation.rates().baseLrInterval());
        drawInterval(MAX, recommendation.rates().maxLrInterval());
        new Panel(drawing, rates, Axis.even(0, 1, bottom, TOP)).gridOfX();
        fittable.ifPresentOrElse(
                sweep -> drawLosses(sweep, lossBottom),
                () -> drawing.frame(Stroke.FRAME, LEFT, TOP, right, lossBottom));
        accuracy.ifPresent(signal -> drawAccuracies(signal, lossBottom + GAP));
        drawBound(BASE, recommendation.baseLr());
        drawBound(MAX, recommendation.maxLr());
        new Panel(drawing, rates, Axis.even(0, 1, bottom, TOP)).labelsOfX();
        double room = (double) right - LEFT;
        drawing.text(
                Lettering.TITLE, LEFT, 22, Anchor.START, Drawing.shortened(drawing.title(), Lettering.TITLE, room));
        drawing.text(Lettering.LABEL, LEFT, 40, Anchor.START, answer());
        drawing.text(Lettering.NOTE, LEFT, 56, Anchor.START, note());
        drawing.text(
                Lettering.LABEL, (LEFT + right) / 2.0, drawing.height() - 10.0, Anchor.MIDDLE, "learning rate, log");
    }

    private String answer() {
        return "%s: base_lr %s, max_lr %s"
                .formatted(
                        recommendation.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Wording.brief(recommendation.baseLr()),
                        Wording.brief(recommendation.maxLr()));
    }

    private String note() {
        return "%s thin, their fit bold; intervals shaded; confidence %.2f; algorithm %s"
                .formatted(
                        Wording.count(curves.size(), "repeat"),
                        recommendation.certainty().confidence(),
                        recommendation.algorithm());
    }

    private void drawInterval(Bound bound, Interval interval) {
        drawing.area(bound.interval(), rates.clamped(interval.low()), TOP, rates.clamped(interval.high()), bottom);
    }

    private void drawBound(Bound bound, double rate) {
        double x = rates.position(rate);
        drawing.line(bound.stroke(recommendation.isSure()), x, TOP, x, bottom);
        drawing.text(bound.lettering(), x + bound.labelAt(), TOP - 8.0, bound.anchor(), bound.name());
    }

    /** Down to the lowest loss that was observed, up to where a divergence would hide what was learned. */
    private void drawLosses(CensoredRepeats sweep, double lossBottom) {
        FittedSignal signal = LossSignal.fit(sweep);
        double[] fitted = fitted(signal, -1);
        ToDoubleFunction<Observation> capped = sweep.levels()::capped;
        double lowest = Math.min(
                Arrays.stream(fitted).min().orElseThrow(),
                observed(capped).min().orElse(0));
        Panel panel = new Panel(drawing, rates, Axis.even(lowest, sweep.levels().ceiling(), lossBottom, TOP));
        panel.gridOfY(Lettering.LABEL);
        drawCurves(panel, LOSS, capped);
        drawFit(panel, LOSS_FIT, signal, fitted);
        panel.frame(LOSS_TEXT, 16, "loss");
    }

    private void drawAccuracies(FittedSignal signal, double top) {
        double[] fitted = fitted(signal, 1);
        double highest = Math.max(
                Arrays.stream(fitted).max().orElseThrow(),
                observed(AccuracySignal::batchAccuracy).max().orElse(0));
        Panel panel = new Panel(drawing, rates, Axis.fromZero(highest, bottom, top));
        panel.gridOfY(Lettering.LABEL);
        drawCurves(panel, ACCURACY, AccuracySignal::batchAccuracy);
        drawFit(panel, ACCURACY_FIT, signal, fitted);
        panel.frame(ACCURACY_TEXT, 16, score);
    }

    private DoubleStream observed(ToDoubleFunction<Observation> value) {
        return curves.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(value)
                .filter(Double::isFinite);
    }

    private static double[] fitted(FittedSignal rule, int sign) {
        double[] fitted = new double[rule.grid().size()];
        Arrays.setAll(fitted, bin -> sign * rule.shares().value(bin));
        return fitted;
    }

    /** Two points for each column of the picture. */
    private void drawCurves(Panel panel, Stroke style, ToDoubleFunction<Observation> value) {
        for (Curve curve : curves) {
            List<Position> values = new ArrayList<>();
            for (Observation observation :
                    Thinning.thin(curve, 2 * (right - LEFT)).observations()) {
                double y = value.applyAsDouble(observation);
                if (observation.lr() > 0 && Double.isFinite(y)) {
                    values.add(new Position(observation.lr(), y));
                }
            }
            panel.line(style, values);
        }
    }

    private static void drawFit(Panel panel, Stroke style, FittedSignal signal, double[] fitted) {
        List<Position> values = new ArrayList<>();
        for (int bin = 0;
                bin < fitted.length
                        && signal.grid().logLrOf(bin) <= signal.grid().highest();
                bin++) {
            values.add(new Position(Math.pow(10, signal.grid().logLrOf(bin)), fitted[bin]));
        }
        panel.line(style, values);
    }
}
