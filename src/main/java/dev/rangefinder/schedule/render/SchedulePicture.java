package dev.rangefinder.schedule.render;

import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.schedule.Policies;

/**
 * A part of a schedule as a picture of 800 × 300: the rate over the iterations, and the momentum at the right where the
 * policy says one.
 */
public final class SchedulePicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int LEFT = 72;
    private static final int TOP = 40;
    private static final int BOTTOM = 248;

    /** Room for the labels of a second axis. */
    private static final int RIGHT = 738;

    private static final double CENTRE = (LEFT + RIGHT) / 2.0;
    private static final double MIDDLE = (TOP + BOTTOM) / 2.0;

    private static final Stroke RATE = new Stroke("lr", Colour.BLUE, 1.5);
    private static final Lettering RATE_TEXT = Lettering.of("lr-text", Colour.BLUE);
    private static final Stroke MOMENTUM = new Stroke("momentum", Colour.ORANGE, 1.2, 1, "5 3");
    private static final Lettering MOMENTUM_TEXT = Lettering.of("momentum-text", Colour.ORANGE);

    private final ScheduleSlice part;
    private final Drawing drawing;

    private SchedulePicture(ScheduleSlice part) {
        this.part = part;
        this.drawing = new Drawing(WIDTH, HEIGHT, title(part));
    }

    /** Draws the part, each rate times the multiplier. */
    public static Drawing of(ScheduleSlice part, double multiplier) {
        SchedulePicture picture = new SchedulePicture(part);
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
            Axis index = Axis.even(0, (double) part.count() - 1, LEFT, RIGHT);
            drawIterations();
            if (part.cyclesMomentum()) {
                drawMomentum(index);
            }
            drawRates(index, multiplier);
        }
        drawing.frame(Stroke.FRAME, LEFT, TOP, RIGHT, BOTTOM);
        drawing.text(Lettering.LABEL, CENTRE, HEIGHT - 12, Anchor.MIDDLE, "iteration");
        drawing.sideways(RATE_TEXT, 18, MIDDLE, "learning rate");
    }

    private void drawIterations() {
        Axis iterations = Axis.even((double) part.iteration(0), (double) part.iteration(part.count() - 1), LEFT, RIGHT);
        for (double tick : iterations.ticks()) {
            double x = iterations.position(tick);
            drawing.line(Stroke.GRID, x, TOP, x, BOTTOM);
            drawing.text(Lettering.LABEL, x, BOTTOM + 17, Anchor.MIDDLE, Axis.label(tick));
        }
    }

    private void drawRates(Axis index, double multiplier) {
        DecimatedLine rates = DecimatedLine.of(i -> part.rate(i) * multiplier, part.count(), RIGHT - LEFT);
        Axis rate = Axis.ofRates(rates.low(), rates.high(), BOTTOM, TOP);
        for (double tick : rate.ticks()) {
            double y = rate.position(tick);
            drawing.line(Stroke.GRID, LEFT, y, RIGHT, y);
            drawing.text(RATE_TEXT, LEFT - 6, y + 4, Anchor.END, Axis.label(tick));
        }
        drawing.polyline(RATE, rates.positions(index, rate));
    }

    private void drawMomentum(Axis index) {
        DecimatedLine momenta = DecimatedLine.of(i -> part.momentum(i).orElseThrow(), part.count(), RIGHT - LEFT);
        Axis momentum = Axis.even(momenta.low(), momenta.high(), BOTTOM, TOP);
        for (double tick : momentum.ticks()) {
            drawing.text(MOMENTUM_TEXT, RIGHT + 6, momentum.position(tick) + 4, Anchor.START, Axis.label(tick));
        }
        drawing.polyline(MOMENTUM, momenta.positions(index, momentum));
        drawing.sideways(MOMENTUM_TEXT, WIDTH - 10, MIDDLE, "momentum");
    }
}
