package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Band;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Panel;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.shared.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several range tests in one picture, over the logarithm of the rate: the mean of the repeats of each, the loss above the
 * accuracy, and between the bounds of each that has an answer a bar.
 */
final class OverlayPicture {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;
    private static final int LEFT = 64;
    private static final int BESIDE = 20;
    private static final int TOP = 40;
    private static final int GAP = 18;

    /** The axis of the rates, its numbers and its name. */
    private static final int BELOW = 44;

    private static final int LEGEND_LINE = 20;
    private static final int BAR_LINE = 8;

    /** What the loss has of the height that both have. */
    private static final double OF_LOSS = 0.6;

    /** How far above its beginning a loss is drawn, in parts of what was learned: a divergence does not hide the rest. */
    private static final double OF_GAIN = 0.6;

    /** A test, and the mean of its repeats. */
    record Part(RangeTest rangeTest, Band band) {

        /** A point for each unit that the picture is wide. */
        static Part of(RangeTest rangeTest, List<Curve> repeats) {
            return new Part(rangeTest, Band.over(repeats, WIDTH));
        }
    }

    private final List<Part> parts;
    private final Drawing drawing;
    private final int right;
    private final int bottom;
    private final Axis rates;

    private OverlayPicture(List<Part> parts, PictureSize size) {
        this.parts = parts;
        int more = LEGEND_LINE * parts.size();
        this.drawing = new Drawing(
                size,
                WIDTH,
                HEIGHT + more,
                parts.size() == 1 ? parts.getFirst().rangeTest().title() : "%d range tests".formatted(parts.size()));
        this.right = drawing.width() - BESIDE;
        this.bottom = drawing.height() - BELOW - more - BAR_LINE * parts.size();
        List<Double> seen = parts.stream()
                .flatMap(part -> part.band().points().stream())
                .map(Band.Point::lr)
                .filter(lr -> lr > 0)
                .toList();
        double low = seen.stream().reduce(Double::min).orElse(1e-5);
        double high = seen.stream().reduce(Double::max).orElse(1.0);
        this.rates = Axis.logarithmic(low, high > low ? high : 10 * low, LEFT, right);
    }

    static Drawing of(List<Part> parts, PictureSize size) {
        OverlayPicture picture = new OverlayPicture(parts, size);
        picture.draw();
        return picture.drawing;
    }

    private void draw() {
        drawing.text(
                Lettering.TITLE,
                LEFT,
                24,
                Anchor.START,
                Drawing.shortened(drawing.title(), Lettering.TITLE, (double) right - LEFT));
        boolean measured = parts.stream()
                .flatMap(part -> part.band().points().stream())
                .anyMatch(point -> point.accuracy() != null);
        double lossBottom = measured ? TOP + OF_LOSS * (bottom - TOP) : bottom;
        drawPanel("loss", lossAxis(lossBottom), Band.Point::loss);
        if (measured) {
            drawPanel(score(), Axis.fromZero(highest(), bottom, lossBottom + GAP), Band.Point::accuracy);
        }
        for (int i = 0; i < parts.size(); i++) {
            drawBar(i);
            drawLegend(i);
        }
        double axis = bottom + BAR_LINE * (double) parts.size();
        new Panel(drawing, rates, Axis.even(0, 1, axis, TOP)).labelsOfX();
        drawing.text(Lettering.LABEL, (LEFT + right) / 2.0, axis + 34, Anchor.MIDDLE, "learning rate, log");
    }

    private void drawPanel(String name, Axis values, Function<Band.Point, Band.@Nullable Range> value) {
        Panel panel = new Panel(drawing, rates, values);
        panel.gridOfX();
        panel.gridOfY(Lettering.LABEL);
        for (int i = 0; i < parts.size(); i++) {
            List<Position> means = new ArrayList<>();
            for (Band.Point point : parts.get(i).band().points()) {
                Band.Range range = value.apply(point);
                if (range != null && point.lr() > 0) {
                    means.add(new Position(point.lr(), range.mean()));
                }
            }
            panel.line(stroke(i), means);
        }
        panel.frame(Lettering.LABEL, 16, name);
    }

    /** What is measured beside the loss: of different tests it may be different things. */
    private String score() {
        return parts.stream()
                .map(part -> part.rangeTest().score().orElse(Score.ACCURACY).inWords())
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private Axis lossAxis(double lossBottom) {
        double low = means(Band.Point::loss).stream().reduce(Double::min).orElse(0.0);
        double high = means(Band.Point::loss).stream().reduce(Double::max).orElse(1.0);
        double start = parts.stream()
                .flatMap(part -> part.band().points().stream().limit(1))
                .map(point -> point.loss().mean())
                .reduce(Double::max)
                .orElse(1.0);
        double ceiling = start + OF_GAIN * Math.max(start - low, Math.abs(start) / 10);
        return Axis.even(low, Math.min(high, ceiling), lossBottom, TOP);
    }

    private double highest() {
        return means(Band.Point::accuracy).stream().reduce(Double::max).orElse(1.0);
    }

    private List<Double> means(Function<Band.Point, Band.@Nullable Range> value) {
        return parts.stream()
                .flatMap(part -> part.band().points().stream())
                .map(value)
                .filter(Objects::nonNull)
                .map(Band.Range::mean)
                .toList();
    }

    private void drawBar(int i) {
        parts.get(i).rangeTest().recommendation().ifPresent(answer -> {
            double y = bottom + BAR_LINE * (i + 0.5);
            drawing.line(
                    new Stroke("bar-" + i, Colour.apart(i), 4),
                    rates.clamped(answer.baseLr()),
                    y,
                    rates.clamped(answer.maxLr()),
                    y);
        });
    }

    private void drawLegend(int i) {
        RangeTest rangeTest = parts.get(i).rangeTest();
        double y = drawing.height() - LEGEND_LINE * (parts.size() - i) + 8.0;
        String said = rangeTest
                .recommendation()
                .map(OverlayPicture::inWords)
                .orElse(rangeTest.state().name().toLowerCase(Locale.ROOT));
        drawing.line(stroke(i), LEFT, y - 4, LEFT + 22.0, y - 4);
        drawing.text(
                Lettering.LABEL,
                LEFT + 30.0,
                y,
                Anchor.START,
                Drawing.shortened(rangeTest.title(), Lettering.LABEL, right - LEFT - 320.0));
        drawing.text(Lettering.NOTE, right, y, Anchor.END, said);
    }

    private static String inWords(Recommendation answer) {
        return "%s: base_lr %s, max_lr %s"
                .formatted(
                        answer.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Wording.brief(answer.baseLr()),
                        Wording.brief(answer.maxLr()));
    }

    private static Stroke stroke(int i) {
        return new Stroke("test-" + i, Colour.apart(i), 1.5, 1, Colour.dashApart(i));
    }
}
