package dev.rangefinder.schedule.render;

import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.schedule.Spacing;
import java.util.Map;

/**
 * A part of a schedule as a picture: the rate over the iterations, that of each group of parameters where they differ, and
 * the momentum at the right where the policy says one. The axis of the rates begins at 0, so that shapes are seen as they
 * are; only an exponential ladder has one by the logarithm, which says so.
 */
public final class SchedulePicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int LEFT = 72;
    private static final int TOP = 40;
    private static final int BELOW = 52;

    /** Room for the labels of a second axis. */
    private static final int BESIDE = 62;

    /** Room for the names of groups, where there is as much. */
    private static final int LEGEND = 210;

    private static final int LEGEND_LINE = 18;

    /** The first colour is like that of the rate, the second like that of the momentum. */
    private static final int FIRST_COLOUR = 2;

    private static final Stroke RATE = new Stroke("lr", Colour.BLUE, 1.5);
    private static final Lettering RATE_TEXT = Lettering.of("lr-text", Colour.BLUE);
    private static final Stroke MOMENTUM = new Stroke("momentum", Colour.ORANGE, 1.2, 1, "5 3");
    private static final Lettering MOMENTUM_TEXT = Lettering.of("momentum-text", Colour.ORANGE);

    private final ScheduleSlice part;
    private final Map<String, Double> multipliers;
    private final Drawing drawing;
    private final int legend;
    private final int right;
    private final int bottom;

    private SchedulePicture(ScheduleSlice part, Map<String, Double> multipliers, PictureSize size) {
        this.part = part;
        this.multipliers = multipliers;
        this.drawing = new Drawing(
                size, WIDTH, Math.max(HEIGHT, TOP + BELOW + LEGEND_LINE * (multipliers.size() + 2)), title(part));
        this.legend = multipliers.isEmpty() ? 0 : Math.min(LEGEND, drawing.width() / 4);
        this.right = drawing.width() - legend - BESIDE;
        this.bottom = drawing.height() - BELOW;
    }

    /** Draws the part, each rate times the multiplier. */
    public static Drawing of(ScheduleSlice part, double multiplier) {
        return of(part, multiplier, Map.of(), PictureSize.USUAL);
    }

    /**
     * Draws the part.
     *
     * @param multiplier of every rate
     * @param groups names of groups of parameters, with what the rate is multiplied by for each: a line for each of them
     */
    public static Drawing of(ScheduleSlice part, double multiplier, Map<String, Double> groups, PictureSize size) {
        SchedulePicture picture = new SchedulePicture(part, groups, size);
        picture.draw(multiplier);
        return picture.drawing;
    }

    private static String title(ScheduleSlice part) {
        String policy = Policies.nameOf(part.schedule());
        return part.count() == 0
                ? policy + ": no iterations"
                : "%s, iterations %d to %d".formatted(policy, part.iteration(0), part.iteration(part.count() - 1));
    }

    private void draw(double multiplier) {
        drawing.text(Lettering.TITLE, LEFT, 24, Anchor.START, drawing.title());
        if (part.count() > 0) {
            Axis index = Axis.even(0, (double) part.count() - 1, LEFT, right);
            drawIterations();
            if (part.cyclesMomentum()) {
                drawMomentum(index);
            }
            drawRates(index, multiplier);
        }
        drawing.frame(Stroke.FRAME, LEFT, TOP, right, bottom);
        drawing.text(Lettering.LABEL, (LEFT + right) / 2.0, drawing.height() - 12.0, Anchor.MIDDLE, "iteration");
        drawing.sideways(RATE_TEXT, 18, (TOP + bottom) / 2.0, isLogarithmic() ? "learning rate, log" : "learning rate");
    }

    private boolean isLogarithmic() {
        return part.schedule() instanceof Ladder ladder && ladder.spacing() == Spacing.EXPONENTIAL;
    }

    private void drawIterations() {
        Axis iterations = Axis.even((double) part.iteration(0), (double) part.iteration(part.count() - 1), LEFT, right);
        for (double tick : iterations.ticks()) {
            double x = iterations.position(tick);
            drawing.line(Stroke.GRID, x, TOP, x, bottom);
            drawing.text(Lettering.LABEL, x, bottom + 17.0, Anchor.MIDDLE, Axis.label(tick));
        }
    }

    private void drawRates(Axis index, double multiplier) {
        DecimatedLine rates = DecimatedLine.of(i -> part.rate(i) * multiplier, part.count(), right - LEFT);
        double most = multipliers.values().stream().reduce(1.0, Math::max);
        double least = multipliers.values().stream().reduce(1.0, Math::min);
        double high = rates.high() * most;
        double low = rates.low() * least;
        Axis rate = isLogarithmic() && high > low
                ? Axis.logarithmic(low, high, bottom, TOP)
                : Axis.fromZero(high, bottom, TOP);
        for (double tick : rate.ticks()) {
            double y = rate.position(tick);
            drawing.line(Stroke.GRID, LEFT, y, right, y);
            drawing.text(RATE_TEXT, LEFT - 6.0, y + 4, Anchor.END, Axis.label(tick));
        }
        int group = 0;
        for (Map.Entry<String, Double> one : multipliers.entrySet()) {
            drawGroup(one.getKey(), one.getValue(), group++, index, rates, rate);
        }
        drawing.polyline(RATE, rates.positions(index, rate));
        if (!multipliers.isEmpty()) {
            explain(0, RATE, RATE_TEXT, "× 1");
        }
    }

    private void drawGroup(String name, double multiplier, int group, Axis index, DecimatedLine rates, Axis rate) {
        Colour colour = Colour.apart(group + FIRST_COLOUR);
        Stroke style = new Stroke("group-" + group, colour, 1.3, 1, Colour.dashApart(group + FIRST_COLOUR));
        drawing.polyline(style, rates.times(multiplier).positions(index, rate));
        String times = " × " + Axis.label(multiplier);
        explain(
                group + 1,
                style,
                Lettering.of("group-text-" + group, colour),
                Drawing.shortened(name, Lettering.LABEL, legend - 70.0) + times);
    }

    /** A line of the legend, at the right of both axes. */
    private void explain(int line, Stroke style, Lettering lettering, String text) {
        double x = drawing.width() - legend;
        double y = TOP + 12.0 + LEGEND_LINE * line;
        drawing.line(style, x, y - 4, x + 20, y - 4);
        drawing.text(lettering, x + 26, y, Anchor.START, text);
    }

    private void drawMomentum(Axis index) {
        DecimatedLine momenta = DecimatedLine.of(i -> part.momentum(i).orElseThrow(), part.count(), right - LEFT);
        Axis momentum = Axis.even(momenta.low(), momenta.high(), bottom, TOP);
        for (double tick : momentum.ticks()) {
            drawing.text(MOMENTUM_TEXT, right + 6.0, momentum.position(tick) + 4, Anchor.START, Axis.label(tick));
        }
        drawing.polyline(MOMENTUM, momenta.positions(index, momentum));
        drawing.sideways(MOMENTUM_TEXT, right + BESIDE - 10.0, (TOP + bottom) / 2.0, "momentum");
    }
}
