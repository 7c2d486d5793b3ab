package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Json;
import java.util.List;
import java.util.stream.LongStream;

/** Schedules of every policy, of which programs in Python are run. */
final class SnippetCases {

    static final int ITERATIONS = 2000;

    /** Ten more than there are, to see the last rate hold. */
    static final int ASKED = ITERATIONS + 10;

    /** Only added, multiplied and divided: the same operations give the same doubles. */
    static final List<Schedule> EXACT = List.of(
            new Fixed(0.1),
            new Triangular(0.001, 0.006, 133, 67),
            new Triangular(0, 0.026, 999, 1),
            new Triangular2(1e-9, 0.7, 13, 5),
            new Triangular2(0, 0.7, 1, 1),
            new Ladder(0.003, 0.04, 1999, Spacing.LINEAR),
            new Ladder(0, 0.04, 300, Spacing.LINEAR),
            json("{'policy': 'triangular', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'window': 'welch'}"),
            json("{'policy': 'decay', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 700}"),
            json("{'policy': 'step', 'lr': 0.1, 'factor': 0.5, 'milestones': [10, 500]}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 1500, 'anneal_strategy': 'linear'}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 999, 'pct_start': 0.4, 'three_phase': true,"
                    + " 'anneal_strategy': 'linear'}"),
            json("{'policy': 'knots', 'knots': [{'iteration': 5, 'lr': 0.1}, {'iteration': 90, 'lr': 0.7},"
                    + " {'iteration': 1200, 'lr': 0}]}"),
            json("{'policy': 'warmup', 'warmup_iterations': 100, 'start_factor': 0.1, 'then':"
                    + " {'policy': 'triangular2', 'base_lr': 0.1, 'max_lr': 0.3, 'step_size': 50}}"),
            json("{'policy': 'composite', 'stages': [{'iterations': 300, 'schedule':"
                    + " {'policy': 'triangular', 'base_lr': 0.1, 'max_lr': 0.3, 'step_size': 50}},"
                    + " {'iterations': 400, 'schedule': {'policy': 'fixed', 'lr': 0.05}}]}"));

    /** The libraries of C and Java may differ in the last bit of a power or a cosine. */
    static final List<Schedule> WITH_POWERS = List.of(
            new Ladder(1e-7, 10, 1000, Spacing.EXPONENTIAL),
            new Ladder(0.013, 0.7, 1999, Spacing.EXPONENTIAL),
            json("{'policy': 'exp_range', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'gamma': 0.999,"
                    + " 'cycle_momentum': true}"),
            json("{'policy': 'exp_range_paper', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70,"
                    + " 'gamma': 0.999, 'base_momentum': 0.8, 'max_momentum': 0.95}"),
            json("{'policy': 'triangular2', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'window': 'hann',"
                    + " 'cycle_momentum': true}"),
            json("{'policy': 'exp', 'max_lr': 0.1, 'gamma': 0.998}"),
            json("{'policy': 'polynomial', 'lr': 0.1, 'total_steps': 1700, 'power': 2.5, 'end_lr': 0.001}"),
            json("{'policy': 'inverse', 'lr': 0.01, 'gamma': 0.0001, 'power': 0.75}"),
            json("{'policy': 'cosine', 'eta_max': 0.1, 'T_max': 1000}"),
            json("{'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 10, 'T_mult': 3, 'eta_min': 0.001,"
                    + " 'restart_decay': 0.9}"),
            json("{'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 130}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 1500}"));

    static final Schedule CYCLING_MOMENTUM = json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 50}");

    private SnippetCases() {}

    private static Schedule json(String text) {
        return Json.MAPPER.readValue(text.replace('\'', '"'), Schedule.class);
    }

    static double[] rates(Schedule schedule) {
        return held().mapToDouble(schedule::learningRate).toArray();
    }

    static double[] momenta(Schedule schedule) {
        return held().mapToDouble(i -> schedule.momentum(i).orElseThrow()).toArray();
    }

    private static LongStream held() {
        return LongStream.range(0, ASKED).map(i -> Math.min(i, ITERATIONS - 1));
    }
}
