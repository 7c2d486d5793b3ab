package dev.rangefinder.report.curve;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What several ranks have reported, as if one had: of every iteration the means over those that reported it. */
public final class RankMean {

    /** By iteration, and there by rank. */
    private final SortedMap<Long, SortedMap<Integer, ReportedObservation>> reported = new TreeMap<>();

    public void add(int rank, Collection<ReportedObservation> observations) {
        for (ReportedObservation observation : observations) {
            reported.computeIfAbsent(observation.iteration(), iteration -> new TreeMap<>())
                    .put(rank, observation);
        }
    }

    /** One for every iteration that any rank reported, in their order. */
    public List<ReportedObservation> pooled() {
        return reported.values().stream()
                .map(ofRanks -> pooled(List.copyOf(ofRanks.values())))
                .toList();
    }

    /** The optimizer takes one step, or none, for all of them. */
    private static ReportedObservation pooled(List<ReportedObservation> ofRanks) {
        ReportedObservation lowest = ofRanks.getFirst();
        if (ofRanks.size() == 1) {
            return lowest;
        }
        return new ReportedObservation(
                lowest.iteration(),
                lowest.lr(),
                ofRanks.stream().mapToDouble(ReportedObservation::loss).sum() / ofRanks.size(),
                mean(ofRanks, ReportedObservation::accuracy),
                mean(ofRanks, ReportedObservation::validationLoss),
                mean(ofRanks, ReportedObservation::validationAccuracy),
                ofRanks.stream().anyMatch(ReportedObservation::skipped));
    }

    private static @Nullable Double mean(
            List<ReportedObservation> ofRanks, Function<ReportedObservation, @Nullable Double> value) {
        OptionalDouble mean = ofRanks.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Objects::requireNonNull)
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
