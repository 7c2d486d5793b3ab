package dev.rangefinder.drawing;

import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import java.util.List;

/**
 * A part of a picture in which values stand over others.
 *
 * @param x from left to right
 * @param y from the bottom to the top
 */
public record Panel(Drawing drawing, Axis x, Axis y) {

    /** How long a value alone is drawn, to be seen. */
    private static final double ALONE = 6;

    /** The lines across, with the values that they stand for at their left. */
    public void gridOfY(Lettering style) {
        for (double tick : y.ticks()) {
            double height = y.position(tick);
            drawing.line(Stroke.GRID, x.start(), height, x.end(), height);
            drawing.text(style, x.start() - 6, height + 4, Anchor.END, Axis.label(tick));
        }
    }

    /** The lines upwards. */
    public void gridOfX() {
        for (double tick : x.ticks()) {
            drawing.line(Stroke.GRID, x.position(tick), y.end(), x.position(tick), y.start());
        }
    }

    /** The values that the lines upwards stand for, below them. */
    public void labelsOfX() {
        for (double tick : x.ticks()) {
            drawing.text(Lettering.LABEL, x.position(tick), y.start() + 17, Anchor.MIDDLE, Axis.label(tick));
        }
    }

    /** A line through values, each {@code (x, y)}; what lies beyond an axis is drawn at its end, and a value alone as a short line. */
    public void line(Stroke style, List<Position> values) {
        List<Position> places = values.stream()
                .map(value -> new Position(x.clamped(value.x()), y.clamped(value.y())))
                .toList();
        drawing.polyline(style, places.size() == 1 ? around(places.getFirst()) : places);
    }

    private static List<Position> around(Position place) {
        return List.of(new Position(place.x() - ALONE / 2, place.y()), new Position(place.x() + ALONE / 2, place.y()));
    }

    /** Its edge, and what is measured upwards. */
    public void frame(Lettering style, double at, String name) {
        drawing.frame(Stroke.FRAME, x.start(), y.end(), x.end(), y.start());
        drawing.sideways(style, at, (y.start() + y.end()) / 2, name);
    }
}
