package dev.rangefinder.training.web;

import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStanding;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.TrainingRun;
import dev.rangefinder.training.Training;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Shows trainings as they stand. */
@Component
public class TrainingViews {

    private final Runs runs;
    private final Reports reports;
    private final ReportSettings settings;

    TrainingViews(Runs runs, Reports reports, ReportSettings settings) {
        this.runs = runs;
        this.reports = reports;
        this.settings = settings;
    }

    public TrainingView of(Training training) {
        return of(List.of(training)).apply(training);
    }

    /** What shows each of some trainings; where they stand is asked once for all of them. */
    Function<Training, TrainingView> of(List<Training> trainings) {
        List<UUID> ids = trainings.stream().map(Training::getId).toList();
        Map<UUID, TrainingRun> byTraining =
                runs.ofGroups(ids).stream().collect(Collectors.toMap(TrainingRun::groupId, Function.identity()));
        Map<UUID, ReportStanding> standings = reports.standings(ids);
        return training -> {
            TrainingRun run = found(byTraining, training.getId());
            return TrainingView.of(training, run, found(standings, run.getId()), settings);
        };
    }

    private static <T> T found(Map<UUID, T> map, UUID id) {
        T value = map.get(id);
        if (value == null) {
            throw new IllegalStateException("a training without a run, or a run without its reports: " + id);
        }
        return value;
    }
}
