package dev.rangefinder.report;

import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What is settled about a run before anything is reported of it. */
record ReportedRunSpec(UUID run, Reporting reporting, Schedule schedule, long iterations, StopRule stopRule) {

    /**
     * What a report says, in the order of iterations, each once, and with the learning rates of the schedule where it
     * names none.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if there is no such rank or iteration
     * @throws ContradictionException if it says two things of one iteration
     */
    List<ReportedObservation> inOrder(Report report) {
        Check.fields().between("rank", report.rank(), 0, reporting.ranks() - 1).orThrow();
        List<ReportedObservation> given = report.observations();
        List<ReportedObservation> ordered = new ArrayList<>(given.size());
        boolean isRising = true;
        long before = -1;
        for (int i = 0; i < given.size(); i++) {
            ReportedObservation observation = given.get(i);
            if (observation.iteration() >= iterations) {
                Check.fields()
                        .between("observations/%d/iteration".formatted(i), observation.iteration(), 0, iterations - 1)
                        .orThrow();
            }
            isRising &= observation.iteration() > before;
            before = observation.iteration();
            ordered.add(observation.lr() == null ? observation.withLr(schedule.learningRate(before)) : observation);
        }
        return isRising ? ordered : once(report, ordered);
    }

    private static List<ReportedObservation> once(Report report, List<ReportedObservation> observations) {
        List<ReportedObservation> sorted = observations.stream()
                .sorted(Comparator.comparingLong(ReportedObservation::iteration))
                .toList();
        List<ReportedObservation> once = new ArrayList<>(sorted.size());
        for (ReportedObservation observation : sorted) {
            if (!once.isEmpty() && once.getLast().iteration() == observation.iteration()) {
                ContradictionException.requireEqual(report, observation, once.getLast());
            } else {
                once.add(observation);
            }
        }
        return once;
    }
}
