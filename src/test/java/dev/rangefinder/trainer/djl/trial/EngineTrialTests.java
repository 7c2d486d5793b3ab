package dev.rangefinder.trainer.djl.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.EngineException;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Generators;
import dev.rangefinder.trainer.djl.engine.StableAbi;
import dev.rangefinder.trainer.djl.engine.StableCalls;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.engine.TorchVersion;
import dev.rangefinder.trainer.djl.trial.EngineTrial.Attempt;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@TorchTest
@SuppressWarnings("restricted") // the command line of the tests allows native access
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

    /** What 2.13 brought is hidden from a newer one: how 2.10 to 2.12 are called. Runs with {@code -Dtests.torch}. */
    @Test
    void anOlderPyTorchIsCalledWithoutWhatItLacks() {
        TorchLibraries own = TestedEngine.own();
        assumeThat(own).as("another PyTorch than the bundled one").isNotNull();
        Path library = own.folder().resolve(System.mapLibraryName("torch_cpu"));
        SymbolLookup all = SymbolLookup.libraryLookup(library, Arena.global());
        Set<String> since213 = Set.of("torch_new_stable_ivalue", "torch_exception_get_what_without_backtrace");
        StableAbi older =
                new StableAbi(name -> since213.contains(name) ? Optional.empty() : all.find(name), StableAbi.MINOR);
        try {
            Tensors.use(new StableCalls(older, new Generators(library), Optional.empty()));
            EngineTrial.run(TestedEngine.DEVICE, step -> {});
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> older.call("aten::no_such_operator"))
                    .withMessage("aten::no_such_operator: PyTorch refused it, and says why from 2.13 on only");
        } finally {
            Tensors.use(TorchVersion.of(library).callsOf(library));
        }
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
