package dev.rangefinder.training.web;

import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.Runs;
import dev.rangefinder.training.Training;
import dev.rangefinder.training.Trainings;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Shows trainings as they stand. */
@Component
public class TrainingViews {

    /** What a range test shows of them; a search finds the others. */
    private static final int MOST_OF_A_RANGE_TEST = 10;

    private final Trainings trainings;
    private final Runs runs;
    private final Reports reports;
    private final ReportSettings settings;

    TrainingViews(Trainings trainings, Runs runs, Reports reports, ReportSettings settings) {
        this.trainings = trainings;
        this.runs = runs;
        this.reports = reports;
        this.settings = settings;
    }

    public TrainingView of(Training training) {
        return of(List.of(training)).apply(training);
    }

    /** What shows each of some trainings; where they stand is asked once for all of them. */
    Function<Training, TrainingView> of(List<Training> shown) {
        Standings statuses = statuses(shown);
        return training -> TrainingView.of(training, statuses.run(training), statuses.report(training), settings);
    }

    /** The latest trainings that use each of some range tests, by range test, the newest first. */
    public Map<UUID, List<TrainingSummary>> latest(List<UUID> rangeTests) {
        List<Training> latest = trainings.latest(rangeTests, MOST_OF_A_RANGE_TEST);
        Standings statuses = statuses(latest);
        return latest.stream()
                .collect(Collectors.groupingBy(
                        Training::rangeTest,
                        Collectors.mapping(
                                training -> TrainingSummary.of(
                                        training,
                                        statuses.run(training).state(),
                                        statuses.report(training).outcome()),
                                Collectors.toList())));
    }

    private Standings statuses(List<Training> shown) {
        List<UUID> ids = shown.stream().map(Training::getId).toList();
        Map<UUID, Run> runOf = runs.ofGroups(ids).stream().collect(Collectors.toMap(Run::groupId, Function.identity()));
        return new Standings(runOf, reports.statuses(ids));
    }

    /** By training, and by run. */
    private record Standings(Map<UUID, Run> runs, Map<UUID, ReportStatus> reports) {

        Run run(Training training) {
            return found(runs, training.getId());
        }

        ReportStatus report(Training training) {
            return found(reports, run(training).getId());
        }
    }

    private static <T> T found(Map<UUID, T> map, UUID id) {
        T value = map.get(id);
        if (value == null) {
            throw new IllegalStateException("a training without a run, or a run without its reports: " + id);
        }
        return value;
    }
}
