package dev.rangefinder.training;

import dev.rangefinder.quota.OrderQuota;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.store.NewSchedule;
import dev.rangefinder.schedule.store.StoredSchedule;
import dev.rangefinder.schedule.store.StoredSchedules;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.Violation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes announcements of trainings, finds them again, and deletes them. */
@Service
@Transactional
public class Trainings {

    private final TrainingRepository trainings;
    private final StoredSchedules schedules;
    private final Reports reports;
    private final Runs runs;
    private final OrderQuota quota;
    private final JdbcClient jdbc;
    private final Clock clock;

    Trainings(
            TrainingRepository trainings,
            StoredSchedules schedules,
            Reports reports,
            Runs runs,
            OrderQuota quota,
            JdbcClient jdbc,
            Clock clock) {
        this.trainings = trainings;
        this.schedules = schedules;
        this.reports = reports;
        this.runs = runs;
        this.quota = quota;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Keeps what is announced, its schedule too, with a run that waits for its first report.
     *
     * @throws InvalidValuesException if there is no such schedule
     */
    public Training announce(UUID rangeTest, NewTraining announced, String client) {
        StoredSchedule schedule = schedule(announced);
        quota.require(client, 1, announced.iterations(schedule.iterations()));
        Training training = trainings.save(new Training(
                rangeTest,
                announced,
                schedule.id(),
                schedule.schedule(),
                announced.iterations(schedule.iterations()),
                clock.instant()));
        reports.await(
                Purpose.TRAINING,
                training.getId(),
                announced.reporting(),
                List.of(new ReportedOrder(0, training.schedule(), training.iterations(), 0, StopRule.NONE, client)));
        return training;
    }

    private StoredSchedule schedule(NewTraining announced) {
        @Nullable Schedule given = announced.schedule();
        if (given != null) {
            return schedules
                    .keep(NewSchedule.of(announced.name(), Map.of(), given, announced.iterations(), Map.of()))
                    .schedule();
        }
        String id = String.valueOf(announced.scheduleId());
        return schedules
                .find(id)
                .orElseThrow(() -> new InvalidValuesException(
                        List.of(new Violation("schedule_id", id, "the id of a schedule that is kept here"))));
    }

    @Transactional(readOnly = true)
    public Optional<Training> find(UUID id) {
        return trainings.findById(id);
    }

    /** The latest of each of some range tests, the newest first, up to so many of each. */
    @Transactional(readOnly = true)
    public List<Training> latest(List<UUID> rangeTests, int most) {
        if (rangeTests.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = jdbc.sql("""
                        select latest.id from unnest(:rangeTests) asked (id) cross join lateral (
                          select id from training where range_test = asked.id order by id desc limit :most) latest
                        order by latest.id desc""")
                .param("rangeTests", rangeTests.toArray(UUID[]::new))
                .param("most", most)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return inOrder(ids);
    }

    private List<Training> inOrder(List<UUID> ids) {
        return Ids.inOrder(ids, trainings.findAllById(ids), Training::getId);
    }

    /** What matches, the newest first, up to one more than the page holds. */
    @Transactional(readOnly = true)
    public List<Training> find(TrainingCriteria search, PageRequest page) {
        SqlConditions where = search.where().and("id < :page", "page", page.before());
        List<UUID> ids = jdbc.sql(
                        "select id from training where %s order by id desc limit :limit".formatted(where.sql()))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return inOrder(ids);
    }

    /**
     * Deletes a training that is over, with its run and its curve; its schedule stays.
     *
     * @return whether it was there
     * @throws TrainingNotDeletableException if it is not over
     */
    public boolean delete(UUID id) {
        Optional<Training> found = trainings.lock(id);
        found.ifPresent(training -> {
            reports.delete(id); // by which nothing more is reported
            RunState state = runs.ofGroup(id).getFirst().state();
            if (!state.isFinal()) {
                throw new TrainingNotDeletableException(id, state);
            }
            runs.delete(id);
            trainings.delete(training);
        });
        return found.isPresent();
    }
}
