package dev.rangefinder.run;

import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import java.util.List;
import java.util.stream.IntStream;

/** Orders for runs that are never trained. */
final class ManagedOrders {

    private static final Workload WORKLOAD =
            new Workload("spirals", new Mlp(List.of(4)), new Sgd(0.9, false, 0), 8, Preprocessing.NONE);

    static final Placement ANYWHERE = Placement.of(null, null, null, null);

    private ManagedOrders() {}

    static ManagedOrder ofRepeat(int repeat) {
        return ofRepeat(repeat, ANYWHERE);
    }

    static ManagedOrder ofRepeat(int repeat, Placement placement) {
        return new ManagedOrder(
                repeat,
                WORKLOAD,
                "a hash",
                new Fixed(0.1),
                100,
                repeat,
                Evaluation.DEFAULT,
                StopRule.DIVERGED,
                false,
                placement);
    }

    static List<ManagedOrder> ofRepeats(int repeats) {
        return ofRepeats(repeats, ANYWHERE);
    }

    static List<ManagedOrder> ofRepeats(int repeats, Placement placement) {
        return IntStream.range(0, repeats)
                .mapToObj(repeat -> ofRepeat(repeat, placement))
                .toList();
    }
}
