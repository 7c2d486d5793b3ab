package dev.rangefinder.comparison;

import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.StopRule;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Makes the runs of comparisons, in the caller's transaction. */
@Component
class ComparisonRuns {

    private final Runs runs;
    private final Reports reports;

    ComparisonRuns(Runs runs, Reports reports) {
        this.runs = runs;
        this.reports = reports;
    }

    /** A run of an entry. */
    private record Place(int entry, int repeat) {}

    /** How many are trained of it, from a repeat on: not those that took place before. */
    long trainings(ComparisonOrder order, int firstRepeat) {
        return trained(order, firstRepeat).count();
    }

    /** Puts the runs of the entries into the queue, from a repeat on. */
    void enqueue(UUID comparison, ComparisonOrder order, Trained.Managed trained, int firstRepeat, String datasetHash) {
        runs.enqueue(
                Purpose.COMPARISON,
                comparison,
                trained(order, firstRepeat)
                        .map(place -> new ManagedOrder(
                                order.run(place.entry(), place.repeat()),
                                trained.workload(),
                                datasetHash,
                                order.entries().get(place.entry()).schedule(),
                                order.budget().iterations(),
                                order.budget().seedOf(place.repeat()),
                                order.budget().evaluation(),
                                StopRule.NONE,
                                trained.flatness(),
                                order.placement()))
                        .toList());
    }

    /** Lets the runs of the entries wait for their client, from a repeat on. */
    void await(UUID comparison, ComparisonOrder order, Trained.Reported trained, int firstRepeat) {
        reports.await(
                Purpose.COMPARISON,
                comparison,
                trained.terms().reporting(),
                trained(order, firstRepeat)
                        .map(place -> new ReportedOrder(
                                order.run(place.entry(), place.repeat()),
                                order.entries().get(place.entry()).schedule(),
                                order.budget().iterations(),
                                order.budget().seedOf(place.repeat()),
                                StopRule.NONE,
                                order.placement().client()))
                        .toList());
    }

    private static Stream<Place> trained(ComparisonOrder order, int firstRepeat) {
        return places(order, firstRepeat)
                .filter(place -> firstRepeat > 0 || !isThere(order.entries().get(place.entry())));
    }

    private static boolean isThere(Entry entry) {
        return entry.trainingRuns() != null;
    }

    /** Pair by pair, so that pairs are complete early: what comes first is trained first. */
    private static Stream<Place> places(ComparisonOrder order, int firstRepeat) {
        int entries = order.entries().size();
        return IntStream.range(firstRepeat * entries, order.budget().repeats() * entries)
                .mapToObj(place -> new Place(place % entries, place / entries));
    }

    /** Copies what a comparison has trained into one with further repeats. */
    void copy(Comparison had, UUID comparison, ComparisonOrder order) {
        int repeats = had.order().budget().repeats();
        runs.copy(had.getId(), comparison, run -> order.run(run / repeats, had.repeatOf(run)));
    }

    /** Copies trainings that took place elsewhere, each a group of one run. */
    void copyTrainings(UUID comparison, ComparisonOrder order) {
        for (int entry = 0; entry < order.entries().size(); entry++) {
            List<UUID> trainings =
                    Objects.requireNonNullElse(order.entries().get(entry).trainingRuns(), List.of());
            for (int repeat = 0; repeat < trainings.size(); repeat++) {
                Run run = runs.ofGroup(trainings.get(repeat)).getFirst();
                runs.copy(
                        run,
                        Purpose.COMPARISON,
                        comparison,
                        order.run(entry, repeat),
                        order.budget().seedOf(repeat));
            }
        }
    }
}
