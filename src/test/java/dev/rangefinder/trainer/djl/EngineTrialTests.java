package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.engine.EngineException;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.EngineTrial.Attempt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@TorchTest
class EngineTrialTests {

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    @Test
    void theBundledEngineGivesTheKnownNumbers() {
        List<String> begun = new ArrayList<>();
        EngineTrial.run(TestedEngine.DEVICE, begun::add);
        assertThat(begun)
                .hasSize(TriedCalls.ALL.size() + TriedTrainings.ALL.size())
                .doesNotHaveDuplicates();
    }

    @Test
    void anotherNumberAndAnotherShapeAreNoticed() {
        for (float[] found : new float[][] {{1, 2.01f}, {1, Float.NaN}, {1}, {1, 2, 3}}) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> EngineTrial.require(new Attempt("add", manager -> found, 1, 2), found, 2e-3))
                    .withMessageContaining("instead of [1.0, 2.0]");
        }
    }
}
