package dev.rangefinder.drawing;

import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import java.util.List;

/** Something that is drawn; places are in pixels, from the upper left corner. */
public sealed interface Mark {

    Style style();

    record Position(double x, double y) {}

    record Line(Stroke style, double x1, double y1, double x2, double y2) implements Mark {}

    record Polyline(Stroke style, List<Position> points) implements Mark {

        public Polyline {
            points = List.copyOf(points);
        }
    }

    /** A filled area with straight sides, the last point joined to the first. */
    record Polygon(Fill style, List<Position> points) implements Mark {

        public Polygon {
            points = List.copyOf(points);
        }
    }

    /** The outline of a rectangle. */
    record Frame(Stroke style, double x, double y, double width, double height) implements Mark {}

    /** A filled rectangle. */
    record Area(Fill style, double x, double y, double width, double height) implements Mark {}

    /** Text that begins, is centred, or ends at a place; sideways, it runs upwards. */
    record Label(Lettering style, double x, double y, Anchor anchor, boolean sideways, String text) implements Mark {}

    /** Which part of a text stands at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }
}
