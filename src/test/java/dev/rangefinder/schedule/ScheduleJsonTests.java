package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.schedule.Composite.Stage;
import dev.rangefinder.schedule.Knots.Knot;
import dev.rangefinder.shared.Json;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

class ScheduleJsonTests {

    static final List<Schedule> EVERY_POLICY = List.of(
            new Fixed(0.1),
            new Triangular(0, 1, 2, 3),
            new Triangular(new Cycle(0, 1, 2, 3, Window.WELCH, 0.8, 0.9)),
            new Triangular2(0.1, 1, 2, 3),
            new ExpRange(new Cycle(0.1, 1, 2, 3, Window.HANN, null, null), 0.9),
            new ExpRangePaper(new Cycle(0.1, 1, 2, 3), 0.9),
            new Decay(0.1, 1, 7),
            new Exp(0.1, 0.99),
            new Step(0.1, 0.5, List.of(3L, 1L << 53)),
            new Polynomial(0.1, 0.01, 7, 2),
            new Inverse(0.1, 0.01, 0.75),
            new OneCycle(0.1, 100, 0.25, AnnealStrategy.LINEAR, 10, 100, true, true, 0.8, 0.9),
            new OneCycle(0.1, 100, 0.25, AnnealStrategy.COS, 10, 100, false, false, 0.8, 0.9),
            new Cosine(0.1, 0.01, 7),
            new CosineRestarts(0.1, 0.01, 7, 2, 0.5),
            new Warmup(7, 0.01, new Fixed(0.1)),
            new Composite(List.of(new Stage(2, new Fixed(1)), new Stage(3, new Decay(0.1, 1, 7)))),
            new Ladder(0.1, 1, 5, Spacing.EXPONENTIAL),
            new Knots(List.of(new Knot(0, 0.1), new Knot(7, 0.2))));

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void everyScheduleSurvivesJson(Schedule schedule) {
        String json = Json.MAPPER.writerFor(Schedule.class).writeValueAsString(schedule);
        assertThat(read(json)).isEqualTo(schedule);
    }

    @Test
    void noPolicyIsLeftOutAbove() {
        assertThat(EVERY_POLICY.stream().map(Object::getClass).distinct().toList())
                .hasSameElementsAs(Arrays.asList(Schedule.class.getPermittedSubclasses()));
    }

    @Test
    void aCycleIsWrittenFlat() {
        assertThat(Json.MAPPER.writerFor(Schedule.class).writeValueAsString(new Triangular(0.25, 1, 2, 3)))
                .isEqualTo("{\"policy\":\"triangular\",\"base_lr\":0.25,\"max_lr\":1.0,\"step_size_up\":2,"
                        + "\"step_size_down\":3,\"window\":\"linear\"}");
    }

    @Test
    void theDownwardHalfIsAsLongAsTheUpwardOneUnlessGiven() {
        Schedule alike = new Triangular(0.25, 1, 5, 5);
        assertThat(cyclic("'triangular'", "'step_size': 5")).isEqualTo(alike);
        assertThat(cyclic("'triangular'", "'step_size_up': 5")).isEqualTo(alike);
        assertThat(cyclic("'triangular'", "'step_size_up': 5, 'step_size_down': 6"))
                .isEqualTo(new Triangular(0.25, 1, 5, 6));
    }

    @Test
    void aCycleCyclesItsMomentumWhenToldTo() {
        assertThat(cyclic("'triangular2'", "'step_size': 5, 'cycle_momentum': true"))
                .isEqualTo(new Triangular2(new Cycle(0.25, 1, 5, 5, Window.LINEAR, 0.8, 0.9)));
        assertThat(cyclic("'triangular2'", "'step_size': 5, 'base_momentum': 0.5, 'max_momentum': 0.6"))
                .isEqualTo(new Triangular2(new Cycle(0.25, 1, 5, 5, Window.LINEAR, 0.5, 0.6)));
        assertThat(cyclic(
                        "'triangular2'",
                        "'step_size': 5, 'cycle_momentum': true, 'base_momentum': 0.5, 'max_momentum': 0.6"))
                .isEqualTo(new Triangular2(new Cycle(0.25, 1, 5, 5, Window.LINEAR, 0.5, 0.6)));
        assertThat(cyclic("'triangular2'", "'step_size': 5, 'cycle_momentum': false"))
                .isEqualTo(new Triangular2(0.25, 1, 5, 5));
    }

    @Test
    void theExpRangesTakeAWindowAndAGamma() {
        assertThat(cyclic("'exp_range'", "'step_size': 5, 'window': 'hann', 'gamma': 0.5"))
                .isEqualTo(new ExpRange(new Cycle(0.25, 1, 5, 5, Window.HANN, null, null), 0.5));
        assertThat(cyclic("'exp_range_paper'", "'step_size': 5, 'window': 'welch', 'gamma': 0.5"))
                .isEqualTo(new ExpRangePaper(new Cycle(0.25, 1, 5, 5, Window.WELCH, null, null), 0.5));
    }

    @Test
    void whatIsLeftOutIsAsInTorch() {
        assertThat(json("{'policy': 'one_cycle', 'max_lr': 1, 'total_steps': 10}"))
                .isEqualTo(new OneCycle(1, 10, 0.3, AnnealStrategy.COS, 25, 1e4, false, true, 0.85, 0.95));
        assertThat(json("{'policy': 'polynomial', 'lr': 1, 'total_steps': 10}")).isEqualTo(new Polynomial(1, 0, 10, 1));
        assertThat(json("{'policy': 'cosine', 'eta_max': 1, 'T_max': 10}")).isEqualTo(new Cosine(1, 0, 10));
        assertThat(json("{'policy': 'cosine_restarts', 'eta_max': 1, 'T_0': 10}"))
                .isEqualTo(new CosineRestarts(1, 0, 10, 1, 1));
    }

    @Test
    void aWarmupStartsAtARateOrAtAPartOfTheFirst() {
        String then = "'then': {'policy': 'fixed', 'lr': 0.5}";
        Schedule expected = new Warmup(10, 0.125, new Fixed(0.5));
        assertThat(json("{'policy': 'warmup', 'warmup_iterations': 10, 'start_lr': 0.125, " + then + "}"))
                .isEqualTo(expected);
        assertThat(json("{'policy': 'warmup', 'warmup_iterations': 10, 'start_factor': 0.25, " + then + "}"))
                .isEqualTo(expected);
    }

    /** Each without its last brace. */
    static final List<String> POLICIES_WITHOUT_GAMMA = List.of(
            "{'policy': 'step', 'lr': 1, 'factor': 0.5, 'milestones': [3]",
            "{'policy': 'ladder', 'start_lr': 0.1, 'end_lr': 1, 'iterations': 5, 'spacing': 'linear'",
            "{'policy': 'knots', 'knots': [{'iteration': 0, 'lr': 1}]",
            "{'policy': 'composite', 'stages': [{'iterations': 1, 'schedule': {'policy': 'fixed', 'lr': 1}}]",
            "{'policy': 'warmup', 'warmup_iterations': 3, 'start_lr': 0, 'then': {'policy': 'fixed', 'lr': 1}",
            "{'policy': 'fixed', 'lr': 1",
            "{'policy': 'triangular', 'base_lr': 0, 'max_lr': 1, 'step_size': 5",
            "{'policy': 'triangular2', 'base_lr': 0, 'max_lr': 1, 'step_size': 5",
            "{'policy': 'decay', 'base_lr': 0, 'max_lr': 1, 'step_size': 5",
            "{'policy': 'polynomial', 'lr': 1, 'total_steps': 10",
            "{'policy': 'one_cycle', 'max_lr': 1, 'total_steps': 10",
            "{'policy': 'cosine', 'eta_max': 1, 'T_max': 10",
            "{'policy': 'cosine_restarts', 'eta_max': 1, 'T_0': 10");

    @ParameterizedTest
    @FieldSource("POLICIES_WITHOUT_GAMMA")
    void aPolicyWithoutGammaDropsOneAndRefusesAnyOther(String policy) {
        assertThat(json(policy + ", 'gamma': 1}")).isEqualTo(json(policy + "}"));
        assertThatThrownBy(() -> json(policy + ", 'gamma': 0.5}"))
                .isInstanceOf(DatabindException.class)
                .hasMessageContaining("gamma is 0.5, expected 1, or none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'policy': 'triangular', 'base_lr': 0, 'max_lr': 1, 'step_size': 5, 'foo': 1}",
                "{'policy': 'one_cycle', 'max_lr': 1, 'total_steps': 10, 'foo': 1}",
                "{'policy': 'cosine', 'eta_max': 1, 'T_max': 10, 'foo': 1}",
                "{'policy': 'exp', 'max_lr': 1, 'gamma': 1, 'foo': 1}"
            })
    void anUnknownFieldIsRefused(String text) {
        assertThatThrownBy(() -> json(text))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("\"foo\"");
    }

    private static Schedule cyclic(String policy, String rest) {
        return json("{'policy': " + policy + ", 'base_lr': 0.25, 'max_lr': 1, " + rest + "}");
    }

    static Schedule json(String text) {
        return read(text.replace('\'', '"'));
    }

    private static Schedule read(String json) {
        return Json.MAPPER.readValue(json, Schedule.class);
    }
}
