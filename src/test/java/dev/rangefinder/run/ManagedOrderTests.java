package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.model.spec.LinearModel;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Optimizer;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Cycle;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagedOrderTests {

    private static final Schedule CYCLED = new Triangular(new Cycle(1, 3, 2, 2, Window.LINEAR, 0.8, 0.9));

    private static ManagedOrder order(Optimizer optimizer, Schedule schedule) {
        return new ManagedOrder(
                0,
                new Workload("any", new LinearModel(), optimizer, 1, null),
                "hash",
                schedule,
                10,
                1,
                Evaluation.DEFAULT,
                StopRule.NONE,
                false,
                Placement.of(null, null, null, null));
    }

    @Test
    void aScheduleThatCyclesTheMomentumNeedsAnOptimizerWithOne() {
        assertThatThrownBy(() -> order(new AdaGrad(1e-10, 0), CYCLED))
                .hasMessageContaining("workload/optimizer is")
                .hasMessageContaining("adagrad")
                .hasMessageContaining("one with a momentum, which the schedule cycles");
        assertThatCode(() -> order(new Adam(List.of(0.9, 0.999), 1e-8, 0), CYCLED))
                .doesNotThrowAnyException();
        assertThatCode(() -> order(new AdaGrad(1e-10, 0), new Fixed(1))).doesNotThrowAnyException();
    }
}
