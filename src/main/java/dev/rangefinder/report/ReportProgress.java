package dev.rangefinder.report;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.report.curve.CurveBuilder;
import dev.rangefinder.report.curve.Outcome;
import dev.rangefinder.report.curve.ReceivedIterations;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.run.spec.EndReason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is reported, and where its training has to stop: decided once for all ranks, and above every iteration
 * that any of them has reported, so that none is asked to undo a step.
 */
final class ReportProgress {

    private final ReportedRunSpec spec;
    private final ReceivedIterations[] received;
    private final boolean[] ended;
    private final CurveBuilder reading;
    private long highest = -1;
    private long keptThrough = -1;
    private @Nullable Long stopAt;
    private Outcome outcome = Outcome.NONE;
    private boolean open;
    private @Nullable String trainer;

    /** One of which nothing is reported. */
    ReportProgress(ReportedRunSpec spec) {
        this.spec = spec;
        int ranks = spec.reporting().ranks();
        received = new ReceivedIterations[ranks];
        Arrays.setAll(received, rank -> new ReceivedIterations());
        ended = new boolean[ranks];
        reading = new CurveBuilder(spec.reporting(), spec.stopRule());
    }

    /** One that is kept. */
    ReportProgress(ReportedRunSpec spec, Kept kept) {
        this.spec = spec;
        received = new ReceivedIterations[kept.through().length];
        Arrays.setAll(received, rank -> new ReceivedIterations(kept.through()[rank]));
        for (int i = 0; i < kept.beyond().length; i += 3) {
            received[(int) kept.beyond()[i]].add(kept.beyond()[i + 1], kept.beyond()[i + 2]);
        }
        ended = kept.ended();
        reading = new CurveBuilder(spec.reporting(), spec.stopRule(), kept.reading());
        highest = kept.highest();
        keptThrough = kept.keptThrough();
        stopAt = kept.stopAt();
        outcome = kept.outcome();
        open = kept.open();
        trainer = kept.trainer();
    }

    /**
     * The columns of its row.
     *
     * @param through by rank
     * @param beyond rank, first and last iteration of each stretch after a gap
     * @param ended by rank
     */
    @SuppressWarnings("ArrayRecordComponent") // made and read once, never compared
    record Kept(
            boolean open,
            long[] through,
            long[] beyond,
            boolean[] ended,
            long highest,
            long keptThrough,
            double[] reading,
            @Nullable Long stopAt,
            Outcome outcome,
            @Nullable String trainer) {}

    Kept kept() {
        long[] through = new long[received.length];
        Arrays.setAll(through, rank -> received[rank].through());
        return new Kept(
                open,
                through,
                beyond(),
                ended.clone(),
                highest,
                keptThrough,
                reading.memory(),
                stopAt,
                outcome,
                trainer);
    }

    private long[] beyond() {
        LongStream.Builder numbers = LongStream.builder();
        for (int rank = 0; rank < received.length; rank++) {
            for (ReceivedIterations.Stretch stretch : received[rank].beyond()) {
                numbers.add(rank).add(stretch.first()).add(stretch.last());
            }
        }
        return numbers.build().toArray();
    }

    /** The same, apart from this one. */
    ReportProgress copy() {
        return new ReportProgress(spec, kept());
    }

    ReportedRunSpec spec() {
        return spec;
    }

    ReceivedIterations of(int rank) {
        return received[rank];
    }

    /** Whether its run is running: then a report is taken without a look at the run. */
    boolean isOpen() {
        return open;
    }

    void open() {
        open = true;
    }

    /** From now on, reports of a trainer that says another name are refused. */
    void handTo(String name) {
        trainer = name;
    }

    /** Whether a report may be that of the trainer that the run was handed out to, if it was. */
    boolean isHandedTo(@Nullable String reporter) {
        return reporter == null || trainer == null || reporter.equals(trainer);
    }

    /**
     * Refuses a report of another trainer than the one that the run was handed out to.
     *
     * @throws HandedToAnotherException if it is one
     */
    void requireHandedTo(@Nullable String reporter) {
        if (reporter != null && trainer != null && !reporter.equals(trainer)) {
            throw new HandedToAnotherException(reporter, trainer);
        }
    }

    /** Whether observations follow on all that there is, without a gap, and can be drawn as they come; none do. */
    boolean isNext(List<ReportedObservation> observations) {
        return spec.reporting().isAsDrawn()
                && received[0].beyond().isEmpty()
                && (observations.isEmpty()
                        || (observations.getFirst().iteration() == keptThrough + 1
                                && observations.getLast().iteration() == keptThrough + observations.size()));
    }

    /** Notes what a rank has reported, and whether that was all. */
    void note(int rank, List<ReportedObservation> news, boolean isFinal) {
        int first = 0;
        for (int i = 1; i <= news.size(); i++) {
            if (i == news.size() || news.get(i).iteration() != news.get(i - 1).iteration() + 1) {
                received[rank].add(news.get(first).iteration(), news.get(i - 1).iteration());
                first = i;
            }
        }
        if (!news.isEmpty()) {
            highest = Math.max(highest, news.getLast().iteration());
        }
        ended[rank] |= isFinal;
    }

    /** No rank has anything more to say. */
    void endAll() {
        Arrays.fill(ended, true);
    }

    /** The iteration up to which the curve is drawn. */
    long keptThrough() {
        return keptThrough;
    }

    /** The iteration up to which it can be: all ranks from which more may come have reported all up to there. */
    long readableThrough() {
        return IntStream.range(0, received.length)
                .filter(rank -> !ended[rank])
                .mapToLong(rank -> received[rank].through())
                .min()
                .orElse(highest);
    }

    /**
     * Draws the curve on.
     *
     * @param pooled all that was reported from where the curve ends up to an iteration
     * @return what the curve gains
     */
    List<Observation> draw(List<ReportedObservation> pooled, long through) {
        List<Observation> points = reading.read(pooled);
        outcome = outcome.after(points);
        keptThrough = through;
        if (reading.end().isPresent()) {
            keptThrough = points.getLast().iteration();
            stopAt = highest + 1;
        }
        return points;
    }

    /** Why the run is over, if it is. */
    Optional<EndReason> end() {
        if (reading.end().isPresent()) {
            return reading.end();
        } else if (keptThrough == spec.iterations() - 1) {
            return Optional.of(EndReason.COMPLETED);
        }
        boolean haveAllEnded = true;
        for (boolean hasEnded : ended) {
            haveAllEnded &= hasEnded;
        }
        return haveAllEnded ? Optional.of(EndReason.ENDED_EARLY) : Optional.empty();
    }

    void close() {
        open = false;
    }

    Optional<Long> stopAt() {
        return Optional.ofNullable(stopAt);
    }
}
