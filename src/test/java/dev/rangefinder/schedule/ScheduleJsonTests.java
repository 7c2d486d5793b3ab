package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ScheduleJsonTests {

    static final List<Schedule> EVERY_POLICY = List.of(
            new Fixed(0.1),
            new Triangular(0, 1, 2, 3),
            new Triangular(new Cycle(0, 1, 2, 3, Window.WELCH, 0.8, 0.9)),
            new Triangular2(0.1, 1, 2, 3),
            new ExpRange(new Cycle(0.1, 1, 2, 3, Window.HANN, null, null), 0.9),
            new ExpRangePaper(new Cycle(0.1, 1, 2, 3), 0.9),
            new Ladder(0.1, 1, 5, Spacing.EXPONENTIAL));

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void everyScheduleSurvivesJson(Schedule schedule) {
        String json = Json.MAPPER.writerFor(Schedule.class).writeValueAsString(schedule);
        assertThat(read(json)).isEqualTo(schedule);
    }

    @Test
    void aCycleIsWrittenFlat() {
        assertThat(Json.MAPPER.writerFor(Schedule.class).writeValueAsString(new Triangular(0.25, 1, 2, 3)))
                .isEqualTo("{\"policy\":\"triangular\",\"base_lr\":0.25,\"max_lr\":1.0,\"step_size_up\":2,"
                        + "\"step_size_down\":3,\"window\":\"linear\"}");
    }

    static Schedule read(String json) {
        return Json.MAPPER.readValue(json, Schedule.class);
    }
}
