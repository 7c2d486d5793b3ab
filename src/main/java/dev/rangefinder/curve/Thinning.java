package dev.rangefinder.curve;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Fewer points of a curve that look like all of them: the range is cut into equal stretches, and of each the lowest and
 * the highest loss stay; the last point and, where they fit, the validated points stay too.
 */
public final class Thinning {

    /** Two stretches of two points each, or the picture says nothing. */
    public static final int FEWEST_POINTS = 4;

    private Thinning() {}

    /** At most {@code points} observations of the curve, in order. */
    public static Curve thin(Curve curve, int points) {
        List<Observation> all = curve.observations();
        if (all.size() <= points) {
            return curve;
        }
        TreeSet<Integer> kept = new TreeSet<>();
        kept.add(all.size() - 1);
        List<Integer> validated = validated(all);
        if (validated.size() <= points / 2) {
            kept.addAll(validated);
        }
        int stretches = Math.max(1, (points - kept.size()) / 2);
        for (int stretch = 0; stretch < stretches; stretch++) {
            int from = (int) ((long) all.size() * stretch / stretches);
            int to = (int) ((long) all.size() * (stretch + 1) / stretches);
            keepExtremes(all, from, to, kept);
        }
        return new Curve(kept.stream().map(all::get).toList());
    }

    private static List<Integer> validated(List<Observation> all) {
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).validation() != null)
                .boxed()
                .toList();
    }

    /** {@code Double.compare} puts NaN above infinity, so that a loss that is gone counts as the highest. */
    private static void keepExtremes(List<Observation> all, int from, int to, Set<Integer> kept) {
        int lowest = from;
        int highest = from;
        for (int i = from; i < to; i++) {
            double loss = all.get(i).loss();
            lowest = Double.compare(loss, all.get(lowest).loss()) < 0 ? i : lowest;
            highest = Double.compare(loss, all.get(highest).loss()) > 0 ? i : highest;
        }
        kept.add(lowest);
        kept.add(highest);
    }
}
