package dev.rangefinder.trainer.djl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchScripts;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.DjlLearner;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.TrialAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules of the kinds that people have: each passes its trial, and learns a batch by heart. */
@TorchTest
class ScriptedModulesTests {

    private static final Shape IMAGE = new Shape(28, 28, 1);
    private static final int CLASSES = 10;
    private static final int BATCH = 20;
    private static final int STEPS = 30;
    private static final double LR = 0.02;
    private static final TorchScript MINE = new TorchScript("0".repeat(64));

    /** A model whose forward is said, on {@code x} of {@code batch × 1 × 28 × 28}. */
    private static final String MODEL = """
                def forward(self, x):
                    return self.out(x.flatten(1))
            class Model(nn.Module):
                def __init__(self):
                    super().__init__()
            %s
                def forward(self, x):
            %s
            torch.jit.script(Model()).save(path)""";

    /** A model of layers in a row, exported as is said. */
    private static final String ROW = """
                def forward(self, x):
                    return self.out(x.flatten(1))
            model = nn.Sequential(%s)
            %s.save(path)""";

    private static final String SCRIPTED = "torch.jit.script(model)";
    private static final String TRACED = "torch.jit.trace(model, torch.randn(5, 1, 28, 28), check_trace=False)";

    @TempDir
    private static Path directory;

    private static TorchScripts torch;
    private static StoredData data;

    @BeforeAll
    static void findATorch() throws IOException, InterruptedException {
        Optional<Python> python = Python.with("torch");
        assumeTrue(python.isPresent(), "skipped: no python3 of this machine has torch");
        torch = new TorchScripts(python.orElseThrow(), directory);
        TestedEngine.load();
        assumeTrue(Tensors.calls().bearsModules(), "skipped: no modules are loaded beside this PyTorch");
        data = Samples.noise(directory, IMAGE, CLASSES, BATCH);
    }

    @AfterAll
    static void endIt() {
        if (torch != null) {
            torch.close();
        }
    }

    private static Arguments row(String name, String layers, String exported) {
        return Arguments.of(name, ROW.formatted(layers, exported));
    }

    private static Arguments model(String name, String parts, String forward) {
        return Arguments.of(name, MODEL.formatted(parts.indent(8), forward.indent(8)));
    }

    static Stream<Arguments> modules() {
        String perceptron = "nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10)";
        String convolutions = "nn.Conv2d(1, 16, 3, stride=2), %s, nn.ReLU(), nn.Flatten(), nn.Linear(16 * 13 * 13, 10)";
        return Stream.of(
                row("perceptron", perceptron, SCRIPTED),
                row("perceptron, traced", perceptron, TRACED),
                row(
                        "layer norm",
                        "nn.Flatten(), nn.Linear(784, 32), nn.LayerNorm(32), nn.GELU(), nn.Linear(32, 10)",
                        SCRIPTED),
                row("batch norm", convolutions.formatted("nn.BatchNorm2d(16)"), SCRIPTED),
                row("batch norm, traced", convolutions.formatted("nn.BatchNorm2d(16)"), TRACED),
                row("group norm", convolutions.formatted("nn.GroupNorm(4, 16)"), SCRIPTED),
                row("instance norm", convolutions.formatted("nn.InstanceNorm2d(16, affine=True)"), SCRIPTED),
                row(
                        "dropout",
                        "nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10)",
                        SCRIPTED),
                row("in place", "nn.Flatten(), nn.Linear(784, 32), nn.ReLU(inplace=True), nn.Linear(32, 10)", SCRIPTED),
                row("log softmax", "nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1)", SCRIPTED),
                row(
                        "pooling",
                        "nn.Conv2d(1, 16, 5), nn.PReLU(), nn.MaxPool2d(4), nn.Flatten(), nn.Linear(576, 10)",
                        SCRIPTED),
                model("embedding", "self.e = nn.Embedding(16, 32)\nself.o = nn.Linear(32 * 784, 10)", """
                        return self.o(self.e((x.flatten(1).sigmoid() * 15).long()).flatten(1))"""),
                model("lstm", "self.r = nn.LSTM(28, 32, batch_first=True)\nself.o = nn.Linear(28 * 32, 10)", """
                        return self.o(self.r(x.squeeze(1))[0].flatten(1))"""),
                model(
                        "gru",
                        "self.r = nn.GRU(28, 32, 2, batch_first=True, bidirectional=True)\nself.o = nn.Linear(28 * 64, 10)",
                        """
                        return self.o(self.r(x.squeeze(1))[0].flatten(1))"""),
                model(
                        "attention",
                        "self.a = nn.MultiheadAttention(28, 4, batch_first=True)\nself.o = nn.Linear(784, 10)",
                        """
                        x = x.squeeze(1)
                        return self.o(self.a(x, x, x)[0].flatten(1) + x.flatten(1))"""),
                model("transformer", """
                        self.e = nn.TransformerEncoder(nn.TransformerEncoderLayer(28, 4, 32, batch_first=True), 2)
                        self.o = nn.Linear(784, 10)""", "return self.o(self.e(x.squeeze(1)).flatten(1))"),
                model("residual blocks in a list", """
                        self.i = nn.Conv2d(1, 16, 3, 2)
                        self.b = nn.ModuleList([nn.Sequential(nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)) for _ in range(2)])
                        self.o = nn.Linear(16 * 169, 10)""", """
                        x = self.i(x)
                        for block in self.b:
                            x = torch.relu(x + block(x))
                        return self.o(x.flatten(1))"""),
                model("buffers", """
                        self.register_buffer('mean', torch.zeros(784))
                        self.register_buffer('seen', torch.tensor(0))
                        self.o = nn.Linear(784, 10)""", """
                        x = x.flatten(1)
                        if self.training:
                            self.mean = 0.9 * self.mean + 0.1 * x.mean(0)
                            self.seen += 1
                        return self.o(x - self.mean)"""),
                model("parameters of its own", """
                        self.w = nn.ParameterList([nn.Parameter(torch.randn(784, 32) * 0.05), nn.Parameter(torch.randn(32, 10) * 0.1)])
                        self.s = nn.Parameter(torch.ones(10))""", """
                        x = x.flatten(1)
                        for w in self.w:
                            x = torch.tanh(x @ w)
                        return 3 * x * self.s"""),
                model(
                        "a part used often",
                        "self.i = nn.Linear(784, 32)\nself.h = nn.Linear(32, 32)\nself.o = nn.Linear(32, 10)",
                        """
                        x = torch.relu(self.i(x.flatten(1)))
                        for _ in range(3):
                            x = x + torch.relu(self.h(x))
                        return self.o(x)"""),
                model("a part that is not learned", """
                        self.f = nn.Linear(784, 64)
                        self.o = nn.Linear(64, 10)
                        self.f.requires_grad_(False)""", "return self.o(torch.relu(self.f(x.flatten(1))))"),
                model("control flow", "self.o = nn.Linear(784, 10)", """
                        x = x.flatten(1)
                        assert x.size(1) == 784
                        if bool(x.mean() > 100):
                            x = x / 2
                        return self.o(x)"""),
                model("an output in double", "self.o = nn.Linear(784, 10)", "return self.o(x.flatten(1)).double()"),
                model("a tuple of one", "self.o = nn.Linear(784, 10)", "return (self.o(x.flatten(1)),)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void passesItsTrialAndLearns(String name, String program) throws IOException {
        Path module = write(program);
        assertThat(ScriptTrial.of(module, IMAGE, Reads.VALUES, CLASSES)).isInstanceOf(TrialAnswer.Trainable.class);
        Workload workload = new Workload("any", MINE, new Sgd(0.9, false, 0), BATCH, Preprocessing.STANDARDIZE);
        Order order = new Order(
                workload,
                data,
                module,
                new Fixed(LR),
                STEPS,
                1,
                new Evaluation(1, BATCH),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
        try (Batches batches = Batches.of(data, workload, order.evaluation(), 1);
                DjlLearner learner = new DjlLearner(order)) {
            double before = learner.evaluate(batches.nextEvaluation()).loss();
            double after = before;
            for (int step = 0; step < STEPS; step++) {
                learner.look(batches.next());
                learner.step(LR, OptionalDouble.empty());
                after = learner.evaluate(batches.nextEvaluation()).loss();
            }
            assertThat(after).isLessThan(0.8 * before);
            Flatness flatness = learner.flatness(batches.fixed());
            assertThat(flatness).hasNoNullFieldsOrPropertiesExcept("failure");
            assertThat(learner.evaluate(batches.nextEvaluation()).loss()).isEqualTo(after);
        }
    }

    @Test
    void tiedWeightsAreLearnedOnce() throws IOException {
        Path module = write(MODEL.formatted("""
                self.i = nn.Linear(784, 10)
                self.a = nn.Linear(10, 10)
                self.b = nn.Linear(10, 10)
                self.b.weight = self.a.weight""".indent(8), "return self.b(self.a(self.i(x.flatten(1))))".indent(8)));
        assertThat(ScriptTrial.of(module, IMAGE, Reads.VALUES, CLASSES))
                .isEqualTo(new TrialAnswer.Trainable(784 * 10 + 10 + 10 * 10 + 10 + 10));
    }

    private static final String READER = """
            class Model(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.table = nn.Embedding(11, 16)
                    self.past = nn.LSTM(16, 32, batch_first=True)
                    self.out = nn.Linear(32, %d)
                def forward(self, tokens):
                    return self.out(self.past(self.table(tokens))[0])
            torch.jit.script(Model()).save(path)""";

    @Test
    void aModuleThatReadsTokensLearnsAText(@TempDir Path text) throws IOException {
        Path module = write(READER.formatted(11));
        Shape window = new Shape(1, 8, 1);
        assertThat(ScriptTrial.of(module, window, Reads.TOKENS, 11)).isInstanceOf(TrialAnswer.Trainable.class);
        assertThat(ScriptTrial.of(module, window, Reads.TOKENS, 10))
                .asString()
                .contains("(a row for each token)", "(4, 8, 10)");
        assertThat(ScriptTrial.of(write(ROW.formatted("nn.Linear(8, 12)", SCRIPTED)), window, Reads.TOKENS, 12))
                .asString()
                .contains("does not take", "token ids (int64), below 12");
        Workload workload = new Workload("any", MINE, new Adam(List.of(0.9, 0.999), 1e-8, 0), BATCH, null, null, 8);
        assertThat(lossOf(module, Samples.text(text, 11, 40 * 8 * BATCH + 1), workload, 60))
                .as("where a guess has ln 11 = 2.4")
                .isLessThan(1.6);
    }

    @Test
    void aModuleWithOneOutputLearnsARegression(@TempDir Path numbers) throws IOException {
        Path module =
                write("torch.jit.script(nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))).save(path)");
        assertThat(ScriptTrial.of(module, new Shape(1, 1, 3), Reads.VALUES, 1))
                .isEqualTo(new TrialAnswer.Trainable(3 * 16 + 16 + 16 + 1));
        assertThat(ScriptTrial.of(module, new Shape(1, 1, 3), Reads.VALUES, 2))
                .asString()
                .contains("(4, 2): a number for each of the 2 classes");
        Workload workload = new Workload("any", MINE, new Sgd(0.9, false, 0), BATCH, null);
        assertThat(lossOf(module, Samples.regression(numbers, 3, 5 * BATCH), workload, 60))
                .as("where a constant has 1")
                .isLessThan(0.1);
    }

    /** On test samples, after some steps. */
    private static double lossOf(Path module, StoredData samples, Workload workload, int steps) throws IOException {
        Order order = new Order(
                workload,
                samples,
                module,
                new Fixed(LR),
                steps,
                1,
                new Evaluation(1, BATCH),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
        try (Batches batches = Batches.of(samples, workload, order.evaluation(), 1);
                DjlLearner learner = new DjlLearner(order)) {
            for (int step = 0; step < steps; step++) {
                learner.look(batches.next());
                learner.step(LR, OptionalDouble.empty());
            }
            return learner.evaluate(batches.nextEvaluation()).loss();
        }
    }

    private static Path write(String program) throws IOException {
        return Files.write(Files.createTempFile(directory, "module", ".pt"), torch.file(program));
    }
}
