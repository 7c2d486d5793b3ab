package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Thinning;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.fit.AccuracySignal;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.LossSignal;
import dev.rangefinder.recommendation.fit.Statistics;
import dev.rangefinder.schedule.render.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The curves of a range test as an SVG picture of 800 × 480, over the logarithm of the rate: every repeat thin, the fit
 * through all of them bold, the bounds with their intervals, and the verdict. The loss is above, the accuracy below, where
 * there is one. It is light or dark as whoever looks at it prefers.
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

    private static final String STYLE = """
            <style>
            text { font: 12px sans-serif; fill: #333 } .title { font-size: 15px; font-weight: bold } .note { fill: #666 }
            .paper { fill: #fff } .grid { stroke: #e3e3e3 } .frame { stroke: #888; fill: none }
            .loss, .accuracy { fill: none; stroke-width: 0.7; stroke-opacity: 0.4 } .fit { stroke-width: 2.6; stroke-opacity: 1 }
            .loss { stroke: #1f6fb4 } .accuracy { stroke: #2d8a4e } .loss-text { fill: #1f6fb4 } .accuracy-text { fill: #2d8a4e }
            .bound { stroke: #c4561a; stroke-width: 1.4 } .doubtful { stroke-dasharray: 5 4 } .interval { fill: #c4561a; fill-opacity: 0.14 }
            .bound-text { fill: #c4561a }
            @media (prefers-color-scheme: dark) {
            text { fill: #ddd } .note { fill: #999 } .paper { fill: #16181d } .grid { stroke: #2b2e35 } .frame { stroke: #777 }
            .loss { stroke: #6cb6ff } .loss-text { fill: #6cb6ff } .accuracy { stroke: #6fce8f } .accuracy-text { fill: #6fce8f }
            .bound { stroke: #ffa657 } .interval { fill: #ffa657; fill-opacity: 0.2 } .bound-text { fill: #ffa657 }
            }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final List<Curve> curves;
    private final Recommendation recommendation;
    private final Axis rates;

    private CurvePicture(List<Curve> curves, SweptRange swept, Recommendation recommendation) {
        this.curves = curves;
        this.recommendation = recommendation;
        double lowest = curves.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(Observation::lr)
                .filter(lr -> lr > 0)
                .reduce(recommendation.rates().baseLrInterval().low(), Math::min);
        this.rates = Axis.logarithmic(lowest, swept.endLr(), LEFT, RIGHT);
    }

    /** Draws what the recommendation was drawn from, and the recommendation. */
    public static String svg(List<Curve> curves, SweptRange swept, Recommendation recommendation) {
        CurvePicture picture = new CurvePicture(curves, swept, recommendation);
        picture.draw(CensoredRepeats.of(curves, swept));
        return picture.svg.append("</svg>\n").toString();
    }

    private void draw(Optional<CensoredRepeats> fittable) {
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                """.formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, title()))
                .append(STYLE)
                .append("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>%n".formatted(WIDTH, HEIGHT));
        Optional<FittedSignal> accuracy =
                fittable.flatMap(sweep -> AccuracySignal.of(sweep).fit());
        int lossBottom = accuracy.isPresent() ? LOSS_BOTTOM : BOTTOM;
        drawIntervals();
        drawRates();
        fittable.ifPresent(sweep -> drawLosses(sweep, lossBottom));
        frame(TOP, lossBottom);
        sideways("loss-text", "loss", TOP, lossBottom);
        accuracy.ifPresent(rule -> {
            drawAccuracies(rule);
            frame(ACCURACY_TOP, BOTTOM);
            sideways("accuracy-text", "accuracy", ACCURACY_TOP, BOTTOM);
        });
        drawBounds();
        text(LEFT, 24, "start", "title", title());
        text(LEFT, 42, "start", "note", note());
        text((LEFT + RIGHT) / 2.0, HEIGHT - 10, "middle", "", "learning rate");
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
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"interval\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                    from,
                    TOP,
                    to - from,
                    BOTTOM - TOP));
        }
    }

    private void drawBounds() {
        String style = recommendation.verdict() == Verdict.OK ? "bound" : "bound doubtful";
        double base = rates.position(recommendation.baseLr());
        double max = rates.position(recommendation.maxLr());
        line(style, base, TOP, base, BOTTOM);
        line(style, max, TOP, max, BOTTOM);
        text(base - 4, TOP - 8, "end", "bound-text", "base_lr");
        text(max + 4, TOP - 8, "start", "bound-text", "max_lr");
    }

    private void drawRates() {
        for (double tick : rates.ticks()) {
            double x = rates.position(tick);
            line("grid", x, TOP, x, BOTTOM);
            text(x, BOTTOM + 17, "middle", "", Axis.label(tick));
        }
    }

    private void drawLosses(CensoredRepeats sweep, int bottom) {
        FittedSignal rule = LossSignal.fit(sweep);
        double[] fitted = fitted(rule, -1);
        double low = Arrays.stream(fitted).min().orElseThrow();
        double lowest = Statistics.quantile(losses(sweep), 0.01);
        Axis loss = Axis.even(Math.min(low, lowest), sweep.levels().ceiling(), bottom, TOP);
        grid(loss);
        sweep.repeats()
                .forEach(repeat -> polyline("loss", Thinning.thin(repeat, POINTS), sweep.levels()::capped, loss));
        polyline("loss fit", rule, fitted, loss);
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
                curve -> polyline("accuracy", Thinning.thin(curve, POINTS), AccuracySignal::batchAccuracy, accuracy));
        polyline("accuracy fit", rule, fitted, accuracy);
    }

    private static double[] fitted(FittedSignal rule, int sign) {
        double[] fitted = new double[rule.grid().size()];
        Arrays.setAll(fitted, bin -> sign * rule.shares().value(bin));
        return fitted;
    }

    private void grid(Axis values) {
        for (double tick : values.ticks()) {
            double y = values.position(tick);
            line("grid", LEFT, y, RIGHT, y);
            text(LEFT - 6, y + 4, "end", "", Axis.label(tick));
        }
    }

    private void polyline(String style, Curve curve, ToDoubleFunction<Observation> value, Axis axis) {
        svg.append("<polyline class=\"%s\" points=\"".formatted(style));
        for (Observation observation : curve.observations()) {
            double y = value.applyAsDouble(observation);
            if (observation.lr() > 0 && Double.isFinite(y)) {
                point(observation.lr(), y, axis);
            }
        }
        svg.append("\"/>\n");
    }

    private void polyline(String style, FittedSignal rule, double[] fitted, Axis axis) {
        svg.append("<polyline class=\"%s\" points=\"".formatted(style));
        for (int bin = 0;
                bin < fitted.length && rule.grid().logLrOf(bin) <= rule.grid().highest();
                bin++) {
            point(Math.pow(10, rule.grid().logLrOf(bin)), fitted[bin], axis);
        }
        svg.append("\"/>\n");
    }

    private void point(double lr, double value, Axis axis) {
        double x = Math.clamp(rates.position(lr), LEFT, RIGHT);
        svg.append(
                String.format(Locale.ROOT, "%.1f,%.1f ", x, axis.position(Math.clamp(value, axis.low(), axis.high()))));
    }

    private void frame(int top, int bottom) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                LEFT,
                top,
                RIGHT - LEFT,
                bottom - top));
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                style,
                x1,
                y1,
                x2,
                y2));
    }

    private void text(double x, double y, String anchor, String style, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                text));
    }

    private void sideways(String style, String text, int top, int bottom) {
        int middle = (top + bottom) / 2;
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"16\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 16 %d)\">%s</text>%n",
                style,
                middle,
                middle,
                text));
    }

    private static String brief(double lr) {
        return String.format(Locale.ROOT, "%.3g", lr);
    }
}
