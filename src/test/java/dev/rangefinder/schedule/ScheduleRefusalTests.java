package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rangefinder.schedule.Composite.Stage;
import dev.rangefinder.schedule.Knots.Knot;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.DatabindException;

/** What is no schedule is refused by the name of its field. */
class ScheduleRefusalTests {

    private static final String FIXED = "{'policy': 'fixed', 'lr': 0.5}";

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fixed | lr | 'lr': 0",
                "fixed | lr | 'lr': NaN",
                "triangular | base_lr | 'base_lr': 1, 'max_lr': 1, 'step_size': 5",
                "triangular | base_lr | 'base_lr': -1, 'max_lr': 1, 'step_size': 5",
                "triangular | base_lr | 'base_lr': NaN, 'max_lr': 1, 'step_size': 5",
                "triangular | max_lr | 'base_lr': 0, 'max_lr': Infinity, 'step_size': 5",
                "triangular | max_lr | 'base_lr': 0, 'max_lr': NaN, 'step_size': 5",
                "triangular | step_size | 'base_lr': 0, 'max_lr': 1, 'step_size': 0",
                "triangular | step_size | 'base_lr': 0, 'max_lr': 1, 'step_size': 9007199254740993",
                "triangular | step_size | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'step_size_up': 5",
                "triangular | step_size | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'step_size_down': 5",
                "triangular | step_size_up | 'base_lr': 0, 'max_lr': 1",
                "triangular | step_size_up | 'base_lr': 0, 'max_lr': 1, 'step_size_down': 5",
                "triangular | step_size_up | 'base_lr': 0, 'max_lr': 1, 'step_size_up': 0, 'step_size_down': 5",
                "triangular | step_size_down | 'base_lr': 0, 'max_lr': 1, 'step_size_up': 5, 'step_size_down': 0",
                "triangular | max_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'base_momentum': 0.5",
                "triangular | base_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'max_momentum': 0.5",
                "triangular | max_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'base_momentum': 0.5,"
                        + " 'cycle_momentum': true",
                "triangular | base_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'max_momentum': 0.5,"
                        + " 'cycle_momentum': true",
                "triangular | base_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'base_momentum': 0.6,"
                        + " 'max_momentum': 0.5",
                "triangular | base_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'base_momentum': -0.1,"
                        + " 'max_momentum': 0.5",
                "triangular | max_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'base_momentum': 0.5,"
                        + " 'max_momentum': 1",
                "triangular | cycle_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'cycle_momentum': false,"
                        + " 'max_momentum': 0.5",
                "triangular | cycle_momentum | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'cycle_momentum': false,"
                        + " 'base_momentum': 0.5, 'max_momentum': 0.6",
                "exp_range | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5",
                "exp_range | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'gamma': 0",
                "exp_range | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'gamma': 1.0001",
                "exp_range | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'gamma': NaN",
                "exp_range_paper | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5",
                "exp_range_paper | gamma | 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'gamma': -1",
                "decay | base_lr | 'base_lr': 1, 'max_lr': 1, 'step_size': 5",
                "decay | base_lr | 'base_lr': -1, 'max_lr': 1, 'step_size': 5",
                "decay | max_lr | 'base_lr': 0, 'max_lr': NaN, 'step_size': 5",
                "decay | step_size | 'base_lr': 0, 'max_lr': 1, 'step_size': 0",
                "exp | max_lr | 'max_lr': 0, 'gamma': 0.5",
                "exp | gamma | 'max_lr': 1, 'gamma': 0",
                "step | lr | 'lr': 0, 'factor': 0.5, 'milestones': [1]",
                "step | factor | 'lr': 1, 'factor': 0, 'milestones': [1]",
                "step | factor | 'lr': 1, 'factor': 1.5, 'milestones': [1]",
                "step | milestones | 'lr': 1, 'factor': 0.5, 'milestones': []",
                "step | milestones | 'lr': 1, 'factor': 0.5, 'milestones': null",
                "step | milestones/0 | 'lr': 1, 'factor': 0.5, 'milestones': [0]",
                "step | milestones/1 | 'lr': 1, 'factor': 0.5, 'milestones': [7, 7]",
                "step | milestones/2 | 'lr': 1, 'factor': 0.5, 'milestones': [7, 8, null]",
                "step | milestones/0 | 'lr': 1, 'factor': 0.5, 'milestones': [9007199254740993]",
                "polynomial | lr | 'lr': NaN, 'total_steps': 10",
                "polynomial | end_lr | 'lr': 1, 'end_lr': 1, 'total_steps': 10",
                "polynomial | end_lr | 'lr': 1, 'end_lr': -1, 'total_steps': 10",
                "polynomial | total_steps | 'lr': 1, 'total_steps': 0",
                "polynomial | power | 'lr': 1, 'total_steps': 10, 'power': 0",
                "inverse | lr | 'lr': 0, 'gamma': 1, 'power': 1",
                "inverse | gamma | 'lr': 1, 'gamma': 0, 'power': 1",
                "inverse | power | 'lr': 1, 'gamma': 1, 'power': NaN",
                "one_cycle | max_lr | 'max_lr': 0, 'total_steps': 10",
                "one_cycle | total_steps | 'max_lr': 1, 'total_steps': 0",
                "one_cycle | pct_start | 'max_lr': 1, 'total_steps': 10, 'pct_start': 1.1",
                "one_cycle | pct_start | 'max_lr': 1, 'total_steps': 10, 'pct_start': -0.1",
                "one_cycle | pct_start | 'max_lr': 1, 'total_steps': 10, 'pct_start': 0.6, 'three_phase': true",
                "one_cycle | div_factor | 'max_lr': 1, 'total_steps': 10, 'div_factor': 0.9",
                "one_cycle | div_factor | 'max_lr': 1, 'total_steps': 10, 'div_factor': Infinity",
                "one_cycle | final_div_factor | 'max_lr': 1, 'total_steps': 10, 'final_div_factor': 0",
                "one_cycle | base_momentum | 'max_lr': 1, 'total_steps': 10, 'base_momentum': 0.96",
                "one_cycle | max_momentum | 'max_lr': 1, 'total_steps': 10, 'max_momentum': 1",
                "cosine | eta_max | 'eta_max': Infinity, 'T_max': 10",
                "cosine | eta_min | 'eta_max': 1, 'eta_min': 1, 'T_max': 10",
                "cosine | eta_min | 'eta_max': 1, 'eta_min': -1, 'T_max': 10",
                "cosine | T_max | 'eta_max': 1, 'T_max': 0",
                "cosine_restarts | eta_max | 'eta_max': NaN, 'T_0': 10",
                "cosine_restarts | eta_min | 'eta_max': 1, 'eta_min': 2, 'T_0': 10",
                "cosine_restarts | T_0 | 'eta_max': 1, 'T_0': 0",
                "cosine_restarts | T_mult | 'eta_max': 1, 'T_0': 10, 'T_mult': 0",
                "cosine_restarts | T_mult | 'eta_max': 1, 'T_0': 10, 'T_mult': 1001",
                "cosine_restarts | restart_decay | 'eta_max': 1, 'T_0': 10, 'restart_decay': 0",
                "cosine_restarts | restart_decay | 'eta_max': 1, 'T_0': 10, 'restart_decay': 1.1",
                "warmup | warmup_iterations | 'warmup_iterations': 0, 'start_lr': 0, 'then': " + FIXED,
                "warmup | start_lr | 'warmup_iterations': 1, 'then': " + FIXED,
                "warmup | start_lr | 'warmup_iterations': 1, 'start_lr': -1, 'then': " + FIXED,
                "warmup | start_lr | 'warmup_iterations': 1, 'start_lr': 0.6, 'then': " + FIXED,
                "warmup | start_factor | 'warmup_iterations': 1, 'start_lr': 0, 'start_factor': 0, 'then': " + FIXED,
                "warmup | start_factor | 'warmup_iterations': 1, 'start_factor': 1.1, 'then': " + FIXED,
                "warmup | start_factor | 'warmup_iterations': 1, 'start_factor': -0.1, 'then': " + FIXED,
                "warmup | then | 'warmup_iterations': 1, 'start_lr': 0, 'then': null",
                "composite | stages | 'stages': []",
                "composite | stages | 'stages': null",
                "composite | stages | 'stages': [null]",
                "composite | iterations | 'stages': [{'iterations': 0, 'schedule': " + FIXED + "}]",
                "composite | schedule | 'stages': [{'iterations': 1, 'schedule': null}]",
                "composite | stages | 'stages': [{'iterations': 9007199254740992, 'schedule': " + FIXED
                        + "}, {'iterations': 1, 'schedule': " + FIXED + "}]",
                "ladder | iterations | 'start_lr': 0, 'end_lr': 1, 'iterations': 1, 'spacing': 'linear'",
                "knots | knots | 'knots': []",
                "knots | knots | 'knots': null",
                "knots | knots/0 | 'knots': [null]",
                "knots | iteration | 'knots': [{'iteration': -1, 'lr': 1}]",
                "knots | lr | 'knots': [{'iteration': 0, 'lr': -1}]",
                "knots | knots/1/iteration | 'knots': [{'iteration': 3, 'lr': 1}, {'iteration': 3, 'lr': 1}]",
            })
    void aBadFieldIsNamed(String policy, String field, String rest) {
        DatabindException refusal = catchThrowableOfType(
                DatabindException.class, () -> ScheduleJsonTests.json("{'policy': '" + policy + "', " + rest + "}"));
        assertThat(refusal)
                .isNotNull()
                .cause()
                .isInstanceOfSatisfying(
                        InvalidValuesException.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(Violation::field)
                                .containsExactly(field));
    }

    @Test
    void theLargestAndTheSmallestAreAccepted() {
        long most = Schedule.MOST_ITERATIONS;
        assertThatCode(() -> {
                    new Triangular(new Cycle(0, 1, most, most, Window.LINEAR, 0.0, 0.0));
                    new ExpRange(new Cycle(0, 1, 1, 1), 1);
                    new ExpRangePaper(new Cycle(0, 1, 1, 1), 1);
                    new Decay(0, 1, most);
                    new Step(1, 1, LongStream.rangeClosed(1, 1000).boxed().toList());
                    new Step(1, 1, List.of(most));
                    new Polynomial(1, 0, most, 1);
                    new OneCycle(1, most, 0.5, AnnealStrategy.COS, 1, 1, true, true, 0, 0);
                    new OneCycle(1, 1, 0, AnnealStrategy.COS, 1, 1, true, true, 0, 0);
                    new OneCycle(1, 1, 1, AnnealStrategy.COS, 1, 1, false, true, 0, 0);
                    new Cosine(1, 0, most);
                    new CosineRestarts(1, 0, most, 1000, 1);
                    new Warmup(most, 1, new Fixed(1));
                    new Composite(Collections.nCopies(1000, new Stage(1, new Fixed(1))));
                    new Composite(List.of(new Stage(most, new Fixed(1))));
                    new Knots(List.of(new Knot(0, 0), new Knot(most, 1)));
                    new Knots(LongStream.range(0, 20_000)
                            .mapToObj(i -> new Knot(i, 1))
                            .toList());
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aMillionStagesAreTooMany() {
        List<Stage> stages = Collections.nCopies(1_000_000, new Stage(1, new Fixed(1)));
        assertThat(refusal(() -> new Composite(stages))).isEqualTo("stages is 1000000 of them, expected 1 to 1000");
    }

    @Test
    void moreKnotsOrMilestonesThanTheMostAreTooMany() {
        List<Knot> knots =
                LongStream.rangeClosed(0, 20_000).mapToObj(i -> new Knot(i, 1)).toList();
        assertThat(refusal(() -> new Knots(knots))).startsWith("knots is 20001 of them");
        List<Long> milestones = LongStream.rangeClosed(1, 1001).boxed().toList();
        assertThat(refusal(() -> new Step(1, 1, milestones))).startsWith("milestones is 1001 of them");
    }

    static final List<Schedule> EVERY_POLICY = ScheduleJsonTests.EVERY_POLICY.stream()
            .filter(schedule -> !(schedule instanceof Composite || schedule instanceof Warmup))
            .toList();

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void schedulesStandInSchedulesEightDeepAtMost(Schedule innermost) {
        Schedule deep = innermost;
        for (int depth = 2; depth <= 8; depth++) {
            deep = depth % 2 == 0
                    ? new Warmup(1, 0, deep)
                    : new Composite(List.of(new Stage(1, new Fixed(1)), new Stage(1, deep)));
        }
        Schedule deepest = deep;
        assertThat(refusal(() -> new Warmup(1, 0, deepest))).startsWith("then is 9 deep");
        assertThat(refusal(() -> new Composite(List.of(new Stage(1, deepest))))).startsWith("stages is 9 deep");
    }

    private static String refusal(ThrowingCallable creation) {
        return catchThrowableOfType(InvalidValuesException.class, creation).getMessage();
    }
}
