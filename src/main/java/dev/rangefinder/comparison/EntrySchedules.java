package dev.rangefinder.comparison;

import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.NewEntry;
import dev.rangefinder.comparison.submission.ScheduleSource;
import dev.rangefinder.comparison.submission.ScheduleSource.Given;
import dev.rangefinder.comparison.submission.ScheduleSource.Kept;
import dev.rangefinder.comparison.submission.ScheduleSource.Recommended;
import dev.rangefinder.rangetest.DefaultPolicy;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.RecommendationCache;
import dev.rangefinder.rangetest.RecommendedParameters;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.store.StoredSchedules;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.training.Training;
import dev.rangefinder.training.Trainings;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds, or fills, the schedules of entries. */
@Component
class EntrySchedules {

    /**
     * What is compared where nothing is said: one rate, the cycle, its descendant, and the paper's control, which tells
     * what cycling does from what falling does (Smith, arXiv 1506.01186, section 4.1).
     */
    private static final List<String> USUAL = List.of("fixed", "triangular2", "one_cycle", "decay");

    private final StoredSchedules stored;
    private final RecommendationCache recommendations;
    private final RangeTests rangeTests;
    private final Trainings trainings;
    private final Runs runs;

    EntrySchedules(
            StoredSchedules stored,
            RecommendationCache recommendations,
            RangeTests rangeTests,
            Trainings trainings,
            Runs runs) {
        this.stored = stored;
        this.recommendations = recommendations;
        this.rangeTests = rangeTests;
        this.trainings = trainings;
        this.runs = runs;
    }

    /**
     * The entries with their schedules.
     *
     * @throws InvalidValuesException if one of them names something that is not there, or cannot be filled
     */
    List<Entry> of(List<NewEntry> entries, long iterations) {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> entry(entries.get(i), iterations, "entries/%d".formatted(i)))
                .toList();
    }

    private Entry entry(NewEntry asked, long iterations, String field) {
        @Nullable List<UUID> trained = asked.trainingRuns();
        return trained == null
                ? entry(asked.name(), Objects.requireNonNull(asked.schedule()), iterations, field + "/schedule")
                : trained(asked.name(), trained, iterations, field + "/training_runs");
    }

    /** An entry of trainings that are over, all under the same schedule. */
    private Entry trained(String name, List<UUID> ids, long iterations, String field) {
        List<Training> found = IntStream.range(0, ids.size())
                .mapToObj(i -> training(ids.get(i), iterations, "%s/%d".formatted(field, i)))
                .toList();
        Training first = found.getFirst();
        Check check = Check.fields();
        for (int i = 1; i < found.size(); i++) {
            check.that(
                    found.get(i).scheduleId().equals(first.scheduleId()),
                    "%s/%d".formatted(field, i),
                    ids.get(i),
                    "a training under the same schedule as the first");
        }
        check.orThrow();
        return new Entry(name, first.schedule(), first.scheduleId(), null, ids);
    }

    private Training training(UUID id, long iterations, String field) {
        Training training = trainings.find(id).orElseThrow(() -> invalid(field, id, "the id of a training run"));
        Run run = runs.ofGroup(id).getFirst();
        boolean isWhole = run.state() == RunState.SUCCEEDED
                && run.endReason().filter(EndReason.ENDED_EARLY::equals).isEmpty();
        Check.fields()
                .that(isWhole, field, "%s, which is %s".formatted(id, said(run)), "a training that came to its end")
                .that(
                        training.iterations() == iterations,
                        field,
                        "%s, of %d iterations".formatted(id, training.iterations()),
                        "a training of %d iterations".formatted(iterations))
                .orThrow();
        return training;
    }

    private static String said(Run run) {
        return run.endReason().map(EndReason::name).orElse(run.state().name()).toLowerCase(Locale.ROOT);
    }

    /** What is compared where nothing is said but a range test. */
    List<Entry> usual(UUID rangeTest, long iterations) {
        return USUAL.stream()
                .map(policy -> entry(
                        policy,
                        new Recommended(rangeTest, policy, JsonNodeFactory.instance.objectNode()),
                        iterations,
                        "range_test"))
                .toList();
    }

    /** The baseline of those. */
    static String usualBaseline() {
        return USUAL.getFirst();
    }

    private Entry entry(String name, ScheduleSource source, long iterations, String field) {
        return switch (source) {
            case Given given -> new Entry(name, given.schedule(), null, null, null);
            case Kept kept ->
                new Entry(
                        name,
                        stored.find(kept.id())
                                .orElseThrow(() -> invalid(field, kept.id(), "the id of a schedule that is kept here"))
                                .schedule(),
                        kept.id(),
                        null,
                        null);
            case Recommended recommended ->
                new Entry(name, filled(recommended, iterations, field), null, recommended.rangeTest(), null);
        };
    }

    private Schedule filled(Recommended asked, long iterations, String field) {
        @Nullable String named = asked.policy();
        if (named != null && !RecommendedParameters.POLICIES.contains(named)) {
            throw invalid(field + "/policy", named, "one of " + String.join(", ", RecommendedParameters.POLICIES));
        }
        Recommendation recommendation = recommendation(asked.rangeTest(), field);
        String policy = named == null
                ? DefaultPolicy.of(
                                recommendation.stepSize(),
                                iterations,
                                asked.overrides().propertyNames())
                        .name()
                : named;
        ObjectNode parameters = new RecommendedParameters(
                        recommendation, recommendation.halfCycle(iterations), iterations)
                .of(policy, asked.overrides());
        try {
            return Json.MAPPER.treeToValue(parameters, Schedule.class);
        } catch (JacksonException exception) {
            throw unfit(exception, asked.overrides(), field);
        }
    }

    /**
     * What a range test recommends.
     *
     * @throws InvalidValuesException if it is not there, is not over, or ended without one
     */
    Recommendation recommendation(UUID rangeTest, String field) {
        return recommendations.of(rangeTest).orElseThrow(() -> {
            String pointer = field.equals("range_test") ? field : field + "/range_test";
            String state = rangeTests
                    .stateOf(rangeTest)
                    .map(present -> "%s, which is %s"
                            .formatted(rangeTest, present.name().toLowerCase(Locale.ROOT)))
                    .orElse(rangeTest.toString());
            return invalid(pointer, state, "the id of a range test that has a recommendation");
        });
    }

    /** In the words of the client that wrote the overrides: the record that refused them is of this room's making. */
    private static InvalidValuesException unfit(JacksonException exception, ObjectNode overrides, String field) {
        if (exception.getCause() instanceof InvalidValuesException invalid) {
            return new InvalidValuesException(invalid.violations().stream()
                    .map(violation ->
                            new Violation(field + "/" + violation.field(), violation.value(), violation.expected()))
                    .toList());
        }
        return invalid(field, overrides, "parameters of the policy: " + exception.getOriginalMessage());
    }

    private static InvalidValuesException invalid(String field, Object value, String expected) {
        return new InvalidValuesException(List.of(new Violation(field, value, expected)));
    }
}
