package dev.rangefinder.drawing;

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
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a drawing as SVG 1.1. Each style is a class of the style sheet, so that one file is light or dark as its
 * reader prefers; text is escaped.
 */
final class Svg {

    /** Numbers have a point, whatever the language of the machine. */
    private static final Locale ROOT = Locale.ROOT;

    private Svg() {}

    static String of(Drawing drawing) {
        List<Style> styles =
                drawing.marks().stream().map(Mark::style).distinct().toList();
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                <style>
                text { font-family: sans-serif }
                %s
                @media (prefers-color-scheme: dark) {
                %s
                }
                </style>
                %s
                </svg>
                """.formatted(
                        drawing.width(),
                        drawing.height(),
                        drawing.pixelsAcross(),
                        drawing.pixelsUpwards(),
                        escaped(drawing.title()),
                        lines(styles.stream().map(Svg::rule).toList()),
                        lines(styles.stream().map(Svg::darkRule).toList()),
                        lines(drawing.marks().stream().map(Svg::element).toList()));
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    private static String rule(Style style) {
        String colour = style.colour().light();
        return switch (style) {
            case Stroke stroke ->
                String.format(
                        ROOT,
                        ".%s { fill: none; stroke: %s; stroke-width: %s; stroke-opacity: %s%s }",
                        style.name(),
                        colour,
                        stroke.width(),
                        stroke.opacity(),
                        stroke.dash().isEmpty() ? "" : "; stroke-dasharray: " + stroke.dash());
            case Fill fill ->
                String.format(ROOT, ".%s { fill: %s; fill-opacity: %s }", style.name(), colour, fill.opacity());
            case Lettering text ->
                String.format(
                        ROOT,
                        ".%s { fill: %s; font-size: %dpx%s }",
                        style.name(),
                        colour,
                        text.size(),
                        text.bold() ? "; font-weight: bold" : "");
        };
    }

    private static String darkRule(Style style) {
        return String.format(
                ROOT,
                ".%s { %s: %s }",
                style.name(),
                style instanceof Stroke ? "stroke" : "fill",
                style.colour().dark());
    }

    private static String element(Mark mark) {
        String name = mark.style().name();
        return switch (mark) {
            case Line line ->
                String.format(
                        ROOT,
                        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                        name,
                        line.x1(),
                        line.y1(),
                        line.x2(),
                        line.y2());
            case Polyline line -> String.format("<polyline class=\"%s\" points=\"%s\"/>", name, points(line.points()));
            case Polygon area -> String.format("<polygon class=\"%s\" points=\"%s\"/>", name, points(area.points()));
            case Frame frame -> rectangle(name, frame.x(), frame.y(), frame.width(), frame.height());
            case Area area -> rectangle(name, area.x(), area.y(), area.width(), area.height());
            case Label label ->
                String.format(
                        ROOT,
                        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>",
                        name,
                        label.x(),
                        label.y(),
                        label.anchor().name().toLowerCase(Locale.ROOT),
                        label.sideways()
                                ? String.format(ROOT, " transform=\"rotate(-90 %.1f %.1f)\"", label.x(), label.y())
                                : "",
                        escaped(label.text()));
        };
    }

    private static String points(List<Position> points) {
        return points.stream()
                .map(point -> String.format(ROOT, "%.1f,%.1f", point.x(), point.y()))
                .collect(Collectors.joining(" "));
    }

    private static String rectangle(String name, double x, double y, double width, double height) {
        return String.format(
                ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                name,
                x,
                y,
                width,
                height);
    }

    /** XML 1.0, section 2.4; a character that XML cannot have at all is left out. */
    private static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
