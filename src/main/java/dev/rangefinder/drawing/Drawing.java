package dev.rangefinder.drawing;

import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Area;
import dev.rangefinder.drawing.Mark.Frame;
import dev.rangefinder.drawing.Mark.Label;
import dev.rangefinder.drawing.Mark.Line;
import dev.rangefinder.drawing.Mark.Polygon;
import dev.rangefinder.drawing.Mark.Polyline;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import java.util.ArrayList;
import java.util.List;

/** A picture on paper: marks, each drawn over those before it; SVG where the reader's program draws, PNG where ours does. */
public final class Drawing {

    /** What a letter of a usual sans-serif takes, of its size, in text that is not all capitals. */
    private static final double NARROW = 0.56;

    private static final double WIDE = 0.62;

    private final PictureSize.Sheet sheet;
    private final String title;
    private final List<Mark> marks = new ArrayList<>();

    /**
     * An empty sheet of the usual size.
     *
     * @param title what the picture shows, for those who do not see it
     */
    public Drawing(int width, int height, String title) {
        this(PictureSize.USUAL, width, height, title);
    }

    /**
     * An empty sheet that becomes as large as is asked for. It has the room that is needed at the least, and more where
     * the asked size has another shape: places and sizes are told in units, which grow with the picture.
     */
    public Drawing(PictureSize asked, int leastWidth, int leastHeight, String title) {
        this.sheet = asked.sheet(leastWidth, leastHeight);
        this.title = title;
        area(Fill.PAPER, 0, 0, sheet.width(), sheet.height());
    }

    public int width() {
        return sheet.width();
    }

    public int height() {
        return sheet.height();
    }

    int pixelsAcross() {
        return sheet.pixelsAcross();
    }

    int pixelsUpwards() {
        return sheet.pixelsUpwards();
    }

    public String title() {
        return title;
    }

    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    public void line(Stroke style, double x1, double y1, double x2, double y2) {
        marks.add(new Line(style, x1, y1, x2, y2));
    }

    public void polyline(Stroke style, List<Position> points) {
        marks.add(new Polyline(style, points));
    }

    public void frame(Stroke style, double left, double top, double right, double bottom) {
        marks.add(new Frame(style, left, top, right - left, bottom - top));
    }

    public void area(Fill style, double left, double top, double right, double bottom) {
        marks.add(new Area(style, left, top, right - left, bottom - top));
    }

    public void polygon(Fill style, List<Position> points) {
        marks.add(new Polygon(style, points));
    }

    public void text(Lettering style, double x, double y, Anchor anchor, String text) {
        marks.add(new Label(style, x, y, anchor, false, text));
    }

    /** Text that runs upwards, its middle at the place. */
    public void sideways(Lettering style, double x, double y, String text) {
        marks.add(new Label(style, x, y, Anchor.MIDDLE, true, text));
    }

    public String svg() {
        return Svg.of(this);
    }

    public byte[] png() {
        return Png.of(this);
    }

    /** The beginning of a text, as much of it as fits. */
    public static String shortened(String text, Lettering style, double room) {
        int most = (int) (room / (style.size() * (style.bold() ? WIDE : NARROW)));
        return text.length() <= most ? text : text.substring(0, Math.max(0, most - 1)) + "…";
    }
}
