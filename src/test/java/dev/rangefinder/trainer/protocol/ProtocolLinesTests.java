package dev.rangefinder.trainer.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class ProtocolLinesTests {

    private static final Order ORDER = new Order(
            new Workload(
                    "spirals",
                    new Mlp(List.of(8, 4), 0.25, true),
                    new Sgd(0.9, true, 1e-4),
                    32,
                    Preprocessing.UNIT,
                    new Clipping.ByNorm(0.25)),
            new StoredData(
                    Path.of("/data/a \"b\"\n"),
                    new Layout(new Shape(28, 28, 3), ElementType.UINT8, 10, 60_000, 10_000)),
            null,
            new Ladder(1e-7, 10, 1000, Spacing.EXPONENTIAL),
            1000,
            Long.MIN_VALUE,
            new Evaluation(50, 1000),
            StopRule.NONE,
            true,
            "gpu:3",
            2);

    private static Stream<ServerLine> fromServer() {
        return Stream.of(
                new ServerLine.Alive(),
                ORDER,
                new Order(
                        new Workload(
                                "digits",
                                new TorchScript("0".repeat(64)),
                                new Sgd(0, false, 0),
                                1,
                                Preprocessing.MEAN_IMAGE),
                        ORDER.data(),
                        Path.of("/data/models/0/module.pt"),
                        new Fixed(Double.MIN_VALUE),
                        1,
                        0,
                        new Evaluation(1, 0),
                        StopRule.DIVERGED,
                        false,
                        "cpu",
                        1));
    }

    private static Stream<TrainerLine> fromTrainer() {
        return Stream.of(
                new TrainerLine.Ready(),
                new TrainerLine.Alive(),
                new TrainerLine.Started(Map.of("engine", "PyTorch", "cpu", "an \"odd\"\nname")),
                new TrainerLine.Observed(List.of()),
                new TrainerLine.Observed(List.of(
                        new Observation(0, 1e-7, 2.302585092994046, 0.1, new Validation(2.25, 0.125)),
                        new Observation(1, 0.1 + 0.2, -0.5, null, null),
                        new Observation(2, 1, Double.POSITIVE_INFINITY, 0.0, new Validation(Double.NaN, 0.0)),
                        new Observation(9_999_999_999L, 10, Double.NaN, 1.0, null),
                        new Observation(10_000_000_000L, 10, Double.NEGATIVE_INFINITY, 1.0, null))),
                new TrainerLine.Ended(EndReason.COMPLETED, null, 0.25),
                new TrainerLine.Ended(
                        EndReason.COMPLETED, new Flatness(1000, 0.1, 1e-300, 2.0, null, Double.MAX_VALUE, null), 0.0),
                new TrainerLine.Ended(EndReason.DIVERGED, null, null),
                new TrainerLine.Ended(EndReason.NOT_FINITE, null, null),
                new TrainerLine.Failed("line one\nline two @rangefinder \u2028"));
    }

    @ParameterizedTest
    @MethodSource("fromServer")
    void whatAServerSaysSurvivesTheWay(ServerLine line) {
        assertThat(ProtocolLines.write(line)).doesNotContain("\n", "\r");
        assertThat(ProtocolLines.readFromServer(ProtocolLines.write(line))).contains(line);
    }

    @ParameterizedTest
    @MethodSource("fromTrainer")
    void whatATrainerSaysSurvivesTheWay(TrainerLine line) {
        assertThat(ProtocolLines.write(line)).doesNotContain("\n", "\r");
        assertThat(ProtocolLines.readFromTrainer(ProtocolLines.write(line))).contains(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[W NNPACK.cpp:64] Could not initialize NNPACK!",
                "{\"line\": \"ready\"}",
                " @rangefinder {\"line\": \"ready\"}",
                "@rangefinder{\"line\": \"ready\"}"
            })
    void whatSomebodyElsePrintsIsNoLine(String text) {
        assertThat(ProtocolLines.readFromTrainer(text)).isEmpty();
        assertThat(ProtocolLines.readFromServer(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"line\": \"no such\"}", "{}", "{\"line\": \"ready\"} {\"line\": \"ready\"}"})
    void aLineThatIsOursAndBrokenIsRefused(String json) {
        assertThatThrownBy(() -> ProtocolLines.readFromTrainer("@rangefinder " + json))
                .isInstanceOf(JacksonException.class);
    }
}
