package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryRuns;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judgement.Difference;
import dev.rangefinder.comparison.judge.Judgement.Summary;
import dev.rangefinder.comparison.judge.Look;
import dev.rangefinder.comparison.judge.Metric;
import dev.rangefinder.comparison.judge.RunResult;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a picture: above, what was measured over the iterations, for each entry the mean over its seeds and a
 * band from the lowest to the highest of them; below, the rates.
 */
final class ComparisonPicture {

    private static final int WIDTH = 860;
    private static final int LEFT = 72;
    private static final int TOP = 62;
    private static final int HEIGHT = 530;
    private static final int LEGEND_LINE = 34;

    /** What the names and verdicts of entries take at the right. */
    private static final int LEGEND_WIDTH = 280;

    /** What the rates take at the bottom, with the room between them and what was measured. */
    private static final int RATES_HEIGHT = 120;

    private static final int GAP = 24;
    private static final int BELOW = 44;

    /** More than the pixels across, so that a cycle is drawn as far as a pixel can show it. */
    private static final int RATES = 2000;

    /** Entries whose highest rates differ by more would lie on the ground of an even axis. */
    private static final double BEYOND_EVEN = 1e3;

    private final ComparisonOrder order;
    private final Score score;
    private final List<EntryRuns> entries;
    private final Judgement judgement;
    private final Drawing drawing;
    private final Axis iterations;
    private final int right;
    private final int bottom;
    private final int ratesTop;
    private final int ratesBottom;

    private ComparisonPicture(
            ComparisonOrder order, Score score, List<EntryRuns> entries, Judgement judgement, PictureSize size) {
        this.order = order;
        this.score = score;
        this.entries = entries;
        this.judgement = judgement;
        int height = Math.max(HEIGHT, TOP + LEGEND_LINE * (entries.size() + 1));
        this.drawing = new Drawing(size, WIDTH, height, order.title());
        this.right = drawing.width() - LEGEND_WIDTH - 20;
        this.ratesBottom = drawing.height() - BELOW;
        this.ratesTop = ratesBottom - RATES_HEIGHT;
        this.bottom = ratesTop - GAP;
        this.iterations = Axis.even(0, (double) order.budget().iterations(), LEFT, right);
    }

    static Drawing of(
            ComparisonOrder order, Score score, List<EntryRuns> entries, Judgement judgement, PictureSize size) {
        ComparisonPicture picture = new ComparisonPicture(order, score, entries, judgement, size);
        picture.draw();
        return picture.drawing;
    }

    private String note() {
        return "%s on %ssamples that it is not trained on, mean and range of %s"
                .formatted(
                        judgement.metric() == Metric.ACCURACY ? score.atTheBeginning() : "Loss",
                        order.trained().dataset().map(name -> name + " ").orElse(""),
                        Wording.count(order.budget().repeats(), "seed"));
    }

    private void draw() {
        drawing.text(
                Lettering.TITLE,
                LEFT,
                24,
                Anchor.START,
                Drawing.shortened(drawing.title(), Lettering.TITLE, drawing.width() - LEFT - 20.0));
        drawing.text(Lettering.NOTE, LEFT, 44, Anchor.START, note());
        for (double tick : iterations.ticks()) {
            double x = iterations.position(tick);
            drawing.line(Stroke.GRID, x, TOP, x, bottom);
            drawing.line(Stroke.GRID, x, ratesTop, x, ratesBottom);
            drawing.text(Lettering.LABEL, x, ratesBottom + 17, Anchor.MIDDLE, Axis.label(tick));
        }
        drawMeasured();
        drawRates();
        drawing.frame(Stroke.FRAME, LEFT, TOP, right, bottom);
        drawing.frame(Stroke.FRAME, LEFT, ratesTop, right, ratesBottom);
        drawing.text(Lettering.LABEL, (LEFT + right) / 2.0, ratesBottom + 34, Anchor.MIDDLE, "iteration");
        drawing.sideways(
                Lettering.LABEL,
                18,
                (TOP + bottom) / 2.0,
                "validation " + (judgement.metric() == Metric.ACCURACY ? score.inWords() : "loss"));
        drawing.sideways(
                Lettering.LABEL, 18, (ratesTop + ratesBottom) / 2.0, isWide() ? "learning rate, log" : "learning rate");
        for (int entry = 0; entry < entries.size(); entry++) {
            drawLegend(entry);
        }
    }

    private void drawMeasured() {
        List<NavigableMap<Long, DoubleSummaryStatistics>> curves =
                entries.stream().map(this::measured).toList();
        DoubleSummaryStatistics all = new DoubleSummaryStatistics();
        curves.forEach(curve -> curve.values().forEach(all::combine));
        if (all.getCount() == 0) {
            return;
        }
        double room = (all.getMax() - all.getMin()) * 0.04;
        Axis value = Axis.even(all.getMin() - room, all.getMax() + room, bottom, TOP);
        for (double tick : value.ticks()) {
            double y = value.position(tick);
            drawing.line(Stroke.GRID, LEFT, y, right, y);
            drawing.text(Lettering.LABEL, LEFT - 6, y + 4, Anchor.END, Axis.label(tick));
        }
        for (int entry = 0; entry < curves.size(); entry++) {
            drawBand(entry, curves.get(entry), value);
        }
        for (int entry = 0; entry < curves.size(); entry++) {
            drawing.polyline(
                    line(entry),
                    curves.get(entry).entrySet().stream()
                            .map(point -> new Position(
                                    iterations.position(point.getKey()),
                                    value.position(point.getValue().getAverage())))
                            .toList());
        }
    }

    /** By iterations done; a run that broke down is missing from then on. */
    private NavigableMap<Long, DoubleSummaryStatistics> measured(EntryRuns entry) {
        NavigableMap<Long, DoubleSummaryStatistics> measured = new TreeMap<>();
        for (RunResult run : entry.runs()) {
            for (Look look : run.looks()) {
                @Nullable Double value = judgement.metric() == Metric.ACCURACY ? look.accuracy() : look.loss();
                if (value != null && Double.isFinite(value)) {
                    measured.computeIfAbsent(look.iterations(), at -> new DoubleSummaryStatistics())
                            .accept(value);
                }
            }
        }
        return measured;
    }

    private void drawBand(int entry, NavigableMap<Long, DoubleSummaryStatistics> curve, Axis value) {
        List<Position> outline = new ArrayList<>();
        for (Map.Entry<Long, DoubleSummaryStatistics> point : curve.entrySet()) {
            outline.add(new Position(
                    iterations.position(point.getKey()),
                    value.position(point.getValue().getMax())));
        }
        for (Map.Entry<Long, DoubleSummaryStatistics> point :
                curve.descendingMap().entrySet()) {
            outline.add(new Position(
                    iterations.position(point.getKey()),
                    value.position(point.getValue().getMin())));
        }
        drawing.polygon(new Fill("band-" + entry, colour(entry), 0.16), outline);
    }

    private void drawRates() {
        long last = order.budget().iterations() - 1;
        int count = (int) Math.min(RATES, order.budget().iterations());
        DoubleSummaryStatistics all = new DoubleSummaryStatistics();
        List<double[]> rates = order.entries().stream()
                .map(entry -> rates(entry.schedule(), last, count, all))
                .toList();
        Axis rate = isWide()
                ? Axis.logarithmic(lowestShown(), all.getMax(), ratesBottom, ratesTop)
                : Axis.fromZero(all.getMax(), ratesBottom, ratesTop);
        for (double tick : rate.ticks()) {
            double y = rate.position(tick);
            drawing.line(Stroke.GRID, LEFT, y, right, y);
            drawing.text(Lettering.LABEL, LEFT - 6, y + 4, Anchor.END, Axis.label(tick));
        }
        for (int entry = 0; entry < rates.size(); entry++) {
            double[] values = rates.get(entry);
            drawing.polyline(
                    line(entry),
                    IntStream.range(0, count)
                            .mapToObj(i -> new Position(
                                    iterations.position((double) iteration(i, last, count)), rate.clamped(values[i])))
                            .toList());
        }
    }

    /** Whether some entry would not be seen beside another on an even axis: then it is by the logarithm, and says so. */
    private boolean isWide() {
        return highestRates().max().orElseThrow()
                > BEYOND_EVEN * highestRates().min().orElseThrow();
    }

    /** A decade below the highest rate of the slowest entry: what falls further is drawn at the bottom. */
    private double lowestShown() {
        return highestRates().min().orElseThrow() / 10;
    }

    private DoubleStream highestRates() {
        long last = order.budget().iterations() - 1;
        int count = (int) Math.min(RATES, order.budget().iterations());
        return order.entries().stream()
                .mapToDouble(entry -> Arrays.stream(rates(entry.schedule(), last, count, new DoubleSummaryStatistics()))
                        .max()
                        .orElseThrow());
    }

    private static double[] rates(Schedule schedule, long last, int count, DoubleSummaryStatistics all) {
        double[] rates = IntStream.range(0, count)
                .mapToDouble(i -> schedule.learningRate(iteration(i, last, count)))
                .toArray();
        for (double rate : rates) {
            all.accept(rate);
        }
        return rates;
    }

    private static long iteration(int index, long last, int count) {
        return count == 1 ? 0 : last * index / (count - 1);
    }

    private void drawLegend(int index) {
        Judgement.Entry entry = judgement.entries().get(index);
        double y = TOP + 12.0 + LEGEND_LINE * index;
        drawing.line(line(index), right + 20, y - 4, right + 42, y - 4);
        drawing.text(Lettering.LABEL, right + 50, y, Anchor.START, entry.name());
        drawing.text(Lettering.NOTE, right + 50, y + 14, Anchor.START, note(entry));
    }

    private String note(Judgement.Entry entry) {
        @Nullable Summary last = judgement.metric() == Metric.ACCURACY ? entry.finalAccuracy() : entry.finalLoss();
        StringBuilder note = new StringBuilder();
        if (last != null) {
            note.append(String.format(Locale.ROOT, "%.4f", last.mean()));
            if (last.spread() != null) {
                note.append(String.format(Locale.ROOT, " ± %.4f", last.spread()));
            }
            note.append(", ");
        }
        @Nullable Difference difference = entry.difference();
        if (entry.name().equals(judgement.baseline())) {
            note.append("the baseline");
        } else if (difference != null) {
            note.append(difference.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        } else {
            note.append("not compared");
        }
        if (entry.diverged() > 0) {
            note.append(", %d of %d diverged".formatted(entry.diverged(), entry.repeats()));
        }
        return note.toString();
    }

    private static Stroke line(int entry) {
        return new Stroke("entry-" + entry, colour(entry), 1.6, 1, Colour.dashApart(entry));
    }

    private static Colour colour(int entry) {
        return Colour.apart(entry);
    }
}
