package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.Policies;
import java.util.Locale;

/**
 * A part of a schedule as an SVG picture of 800 × 300: the rate over the iterations, and the momentum at the right where the
 * policy says one. It is light or dark as whoever looks at it prefers.
 */
public final class SchedulePicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 300;
    private static final int LEFT = 72;
    private static final int TOP = 40;
    private static final int BOTTOM = 248;

    /** Room for the labels of a second axis. */
    private static final int RIGHT = 738;

    private static final String STYLE = """
            <style>
            text { font: 12px sans-serif; fill: #333 } .title { font-size: 14px; font-weight: bold }
            .paper { fill: #fff } .grid { stroke: #ddd } .frame { stroke: #888; fill: none }
            .lr { stroke: #1f6fb4; stroke-width: 1.5; fill: none } .lr-text { fill: #1f6fb4 }
            .momentum { stroke: #c4561a; stroke-width: 1.2; stroke-dasharray: 5 3; fill: none } .momentum-text { fill: #c4561a }
            @media (prefers-color-scheme: dark) {
            text { fill: #ddd } .paper { fill: #16181d } .grid { stroke: #33363d } .frame { stroke: #777 }
            .lr { stroke: #6cb6ff } .lr-text { fill: #6cb6ff } .momentum { stroke: #ffa657 } .momentum-text { fill: #ffa657 }
            }
            </style>
            """;

    private SchedulePicture() {}

    /** Draws the part, each rate times the multiplier. */
    public static String svg(ScheduleSlice part, double multiplier) {
        StringBuilder svg = new StringBuilder();
        String title = title(part);
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                """.formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, title))
                .append(STYLE)
                .append("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>%n".formatted(WIDTH, HEIGHT))
                .append(text(LEFT, 24, "start", "title", title));
        if (part.count() > 0) {
            drawRates(part, multiplier, svg);
        }
        svg.append("<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n"
                        .formatted(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP))
                .append(text((LEFT + RIGHT) / 2.0, HEIGHT - 12, "middle", "", "iteration"))
                .append(sideways(18, "lr-text", "learning rate"));
        return svg.append("</svg>\n").toString();
    }

    private static String title(ScheduleSlice part) {
        String policy = Policies.nameOf(part.schedule());
        return part.count() == 0
                ? policy + ": no iterations"
                : "%s, iterations %d to %d".formatted(policy, part.iteration(0), part.iteration(part.count() - 1));
    }

    private static void drawRates(ScheduleSlice part, double multiplier, StringBuilder svg) {
        long count = part.count();
        Axis index = Axis.even(0, (double) count - 1, LEFT, RIGHT);
        Axis iterations = Axis.even((double) part.iteration(0), (double) part.iteration(count - 1), LEFT, RIGHT);
        for (double tick : iterations.ticks()) {
            double x = iterations.position(tick);
            svg.append(line("grid", x, TOP, x, BOTTOM)).append(text(x, BOTTOM + 17, "middle", "", Axis.label(tick)));
        }
        Polyline rates = Polyline.of(i -> part.rate(i) * multiplier, count, RIGHT - LEFT);
        Axis rate = Axis.ofRates(rates.low(), rates.high(), BOTTOM, TOP);
        for (double tick : rate.ticks()) {
            double y = rate.position(tick);
            svg.append(line("grid", LEFT, y, RIGHT, y))
                    .append(text(LEFT - 6, y + 4, "end", "lr-text", Axis.label(tick)));
        }
        if (part.cyclesMomentum()) {
            drawMomentum(part, index, svg);
        }
        svg.append("<polyline class=\"lr\" points=\"%s\"/>%n".formatted(rates.points(index, rate)));
    }

    private static void drawMomentum(ScheduleSlice part, Axis index, StringBuilder svg) {
        Polyline momenta = Polyline.of(i -> part.momentum(i).orElseThrow(), part.count(), RIGHT - LEFT);
        Axis momentum = Axis.even(momenta.low(), momenta.high(), BOTTOM, TOP);
        for (double tick : momentum.ticks()) {
            svg.append(text(RIGHT + 6, momentum.position(tick) + 4, "start", "momentum-text", Axis.label(tick)));
        }
        svg.append("<polyline class=\"momentum\" points=\"%s\"/>%n".formatted(momenta.points(index, momentum)))
                .append(sideways(WIDTH - 10, "momentum-text", "momentum"));
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                style,
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(double x, double y, String anchor, String style, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                text);
    }

    private static String sideways(int x, String style, String text) {
        int middle = (TOP + BOTTOM) / 2;
        return "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 %d %d)\">%s</text>%n"
                .formatted(style, x, middle, x, middle, text);
    }
}
