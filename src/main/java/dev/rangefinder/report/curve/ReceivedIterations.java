package dev.rangefinder.report.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which iterations a rank has reported: all up to one, and stretches beyond it. Its size grows with the gaps, not with
 * the iterations.
 */
public final class ReceivedIterations {

    private static final long NOTHING = -1;

    private long through;

    /** Stretches, first iteration to last, which neither meet nor touch; the first one begins after a gap. */
    private final TreeMap<Long, Long> beyond = new TreeMap<>();

    public ReceivedIterations() {
        this(NOTHING);
    }

    /** One that has all up to an iteration, which is -1 for none. */
    public ReceivedIterations(long through) {
        this.through = through;
    }

    /** Iterations, both ends inclusive. */
    public record Stretch(long first, long last) {}

    /** Adds all iterations of a stretch; those that are here already are here once. */
    public void add(long first, long last) {
        if (last <= through) {
            return;
        }
        long from = first;
        long to = last;
        for (Map.Entry<Long, Long> near = beyond.floorEntry(to + 1);
                near != null && near.getValue() >= from - 1;
                near = beyond.floorEntry(to + 1)) {
            beyond.remove(near.getKey());
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
        }
        if (from <= through + 1) {
            through = to;
        } else {
            beyond.put(from, to);
        }
    }

    public boolean has(long iteration) {
        Map.Entry<Long, Long> near = beyond.floorEntry(iteration);
        return iteration <= through || (near != null && iteration <= near.getValue());
    }

    /** The iteration up to which all are here; -1 where the first one is missing. */
    public long through() {
        return through;
    }

    /** What is here after the first gap. */
    public List<Stretch> beyond() {
        List<Stretch> stretches = new ArrayList<>(beyond.size());
        beyond.forEach((first, last) -> stretches.add(new Stretch(first, last)));
        return stretches;
    }

    /** The gaps below the highest iteration that is here, the lowest first. */
    public List<Stretch> missing(int most) {
        List<Stretch> gaps = new ArrayList<>();
        long before = through;
        for (Map.Entry<Long, Long> stretch : beyond.entrySet()) {
            if (gaps.size() == most) {
                break;
            }
            gaps.add(new Stretch(before + 1, stretch.getKey() - 1));
            before = stretch.getValue();
        }
        return gaps;
    }
}
