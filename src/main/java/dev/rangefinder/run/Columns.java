package dev.rangefinder.run;

import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.JsonColumn;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/** The columns of a run that hold records. */
final class Columns {

    private Columns() {}

    static final class WorkloadColumn extends JsonColumn<Workload> {
        WorkloadColumn() {
            super(new TypeReference<>() {});
        }
    }

    static final class ScheduleColumn extends JsonColumn<Schedule> {
        ScheduleColumn() {
            super(new TypeReference<>() {});
        }
    }

    static final class EvaluationColumn extends JsonColumn<Evaluation> {
        EvaluationColumn() {
            super(new TypeReference<>() {});
        }
    }

    static final class ProvenanceColumn extends JsonColumn<Map<String, String>> {
        ProvenanceColumn() {
            super(new TypeReference<>() {});
        }
    }
}
