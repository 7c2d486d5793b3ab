package dev.rangefinder.report;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.report.curve.ReportedObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's row stands, as this server left it, and what it has accepted since. Taken by one thread at a time.
 *
 * <p>What is accepted here and not saved yet may be lost, with this server or because another one has changed the row:
 * then the reporter is told by {@code received_through}, and says it again.
 */
final class ReportSession {

    /** A chunk of a curve; as much is worth a statement of its own. */
    private static final int MOST_UNSAVED = 1000;

    private final ReportStore rows;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Observation> unsaved = new ArrayList<>();
    private boolean isSaved = true;
    private long stamp;

    /** Null while this server does not know. */
    private @Nullable ReportProgress row;

    ReportSession(ReportStore rows) {
        this.rows = rows;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Begins with a row as it was left, which is committed. */
    void take(ReportProgress left, long leftStamp) {
        leave();
        if (left.isOpen() && left.spec().reporting().isAsDrawn()) {
            row = left;
            stamp = leftStamp;
        }
    }

    /** Nothing is known here any more, and what was not saved is forgotten. */
    void leave() {
        row = null;
        unsaved.clear();
        isSaved = true;
    }

    /**
     * Accepts a report that goes on where the last one ended, and ends nothing.
     *
     * @return empty if it has to be taken under the lock of the row; then nothing of it is accepted
     */
    Optional<ReportReceipt> next(Report report, List<ReportedObservation> observations) {
        ReportProgress before = row;
        if (before == null
                || report.isFinal()
                || !before.isHandedTo(report.trainer())
                || !before.isNext(observations)) {
            return Optional.empty();
        }
        ReportProgress after = before.copy();
        after.note(report.rank(), observations, false);
        List<Observation> points = after.draw(observations, after.readableThrough());
        if (after.end().isPresent()) {
            return Optional.empty();
        }
        row = after;
        unsaved.addAll(points);
        isSaved = false;
        if ((report.isDurable() || unsaved.size() >= MOST_UNSAVED) && !save()) {
            return Optional.empty();
        }
        return Optional.of(ReportReceipt.of(after, report.rank(), isSaved));
    }

    /**
     * Saves what was accepted.
     *
     * @return false, and it is forgotten, if another server has changed the row
     */
    boolean save() {
        ReportProgress accepted = row;
        if (accepted == null || isSaved) {
            return true;
        }
        OptionalLong saved = OptionalLong.empty();
        try {
            saved = rows.goOn(accepted, unsaved, stamp);
        } finally {
            leave();
            saved.ifPresent(newStamp -> take(accepted, newStamp));
        }
        return saved.isPresent();
    }
}
