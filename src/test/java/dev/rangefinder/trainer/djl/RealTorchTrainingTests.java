package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.AlexNet;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.GoogLeNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Optimizer;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.TorchTransformer;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten steps of training from the same weights on the same batches, here and in this machine's PyTorch. */
@TorchTest
class RealTorchTrainingTests {

    private static final int STEPS = 10;
    private static final int BATCH = 6;
    private static final int CONTEXT = 12;
    private static final int VOCABULARY = 9;
    private static final Shape IMAGE = new Shape(8, 8, 3);

    /** In which the pools of AlexNet and GoogLeNet find something. */
    private static final Shape LARGER = new Shape(48, 48, 3);

    private static final int CLASSES = 4;

    /** Rounding errors of two libraries, which ten steps enlarge. */
    private static final double TOLERANCE = 2e-4;

    /** Versions of PyTorch differ in what they hold to need 32 bits; products of bfloat16 have eight. */
    private static final double TOLERANCE_OF_BFLOAT16 = 1.5e-2;

    private static final String SCRIPT = """
            import math, torch, torch.nn.functional as F
            data = torch.frombuffer(bytearray(open("%s", "rb").read()), dtype=torch.float32)
            def taken(shape):
                global data
                size = torch.Size(shape).numel()
                values, data = data[:size], data[size:]
                return values.reshape(shape).clone()
            parameters = [taken(shape).requires_grad_() for shape in %s]
            def forward(x):
                left = list(parameters)
                def take():
                    return left.pop(0)
            """ + TorchTransformer.PARTS + """
            %s
                return x
            autocast = torch.autocast("cpu", torch.bfloat16, enabled=%s)
            accumulate = %d
            batches = [(taken(%s), taken(%s).long()) for batch in range(%d * accumulate)]
            optimizer = %s
            while len(batches) > 0:
                optimizer.zero_grad()
                mean = 0
                for x, y in batches[:accumulate]:
                    with autocast:
                        outs = forward(x)
                    losses = [F.cross_entropy(out.float(), y, label_smoothing=%s) / accumulate for out in (outs if isinstance(outs, list) else [outs])]
                    (losses[0] + 0.3 * sum(losses[1:])).backward()
                    mean += losses[0].item()
                first, batches = batches[0], batches[accumulate:]
                print(mean)
                optimizer.step()
            with torch.no_grad():
                with autocast:
                    out = forward(first[0])
                out = (out[0] if isinstance(out, list) else out).float()
                print(F.cross_entropy(out, first[1]).item())
                print((out.argmax(1) == first[1]).sum().item())
            """;

    private static final String GPT = """
            table = take()
            x = transformer(table[x.long()] + take(), 2, 4, True)
            x = (x @ table.T).flatten(0, 1)
            """;

    private static final String UNTIED = """
            x = transformer(take()[x.long()] + take(), 1, 2, True)
            x = F.linear(x, take()).flatten(0, 1)
            """;

    private static final String VIT = """
            x = F.conv2d(x.permute(0, 3, 1, 2), take(), take(), 4).flatten(2).transpose(1, 2) + take()
            x = project(transformer(x, 2, 2, False).mean(1))
            """;

    private static final String GOOGLENET = """
            x = x.permute(0, 3, 1, 2)
            def conv(x, stride=1, padding=0):
                return F.relu(F.conv2d(x, take(), take(), stride, padding))
            def pool(x):
                return F.max_pool2d(x, 3, 2, ceil_mode=True)
            def norm(x):
                return F.local_response_norm(x, 5, 1e-4, 0.75, 1.0)
            def inception(x):
                return torch.cat([conv(x), conv(conv(x), 1, 1), conv(conv(x), 1, 2), conv(F.max_pool2d(x, 3, 1, 1))], 1)
            def auxiliary(x):
                x = conv(F.avg_pool2d(x, 5, 3, ceil_mode=True)).flatten(1)
                return F.linear(F.relu(F.linear(x, take(), take())), take(), take())
            x = norm(pool(conv(x, 2, 3)))
            x = pool(norm(conv(conv(x), 1, 1)))
            x = inception(pool(inception(inception(x))))
            beside = [auxiliary(x)]
            x = inception(inception(inception(x)))
            beside.append(auxiliary(x))
            x = inception(inception(pool(inception(x))))
            x = [F.linear(x.mean((2, 3)), take(), take())] + beside
            """;

    private static final String ALEXNET = """
            x = x.permute(0, 3, 1, 2)
            def conv(x, stride, padding, groups):
                return F.relu(F.conv2d(x, take(), take(), stride, padding, 1, groups))
            def pool(x):
                return F.max_pool2d(x, 3, 2, ceil_mode=True)
            x = pool(F.local_response_norm(conv(x, 4, 0, 1), 5, 1e-4, 0.75, 1.0))
            x = pool(F.local_response_norm(conv(x, 1, 2, 2), 5, 1e-4, 0.75, 1.0))
            x = pool(conv(conv(conv(x, 1, 1, 1), 1, 1, 2), 1, 1, 2)).flatten(1)
            x = F.relu(F.linear(x, take(), take()))
            x = F.relu(F.linear(x, take(), take()))
            x = F.linear(x, take(), take())
            """;

    private static @Nullable Python started;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
        TestedEngine.load();
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    private static Shape image(Architecture architecture) {
        return architecture instanceof AlexNet || architecture instanceof GoogLeNet ? LARGER : IMAGE;
    }

    private static Optimizer adamW() {
        return Json.MAPPER.readValue("{\"type\": \"adamw\", \"weight_decay\": 0.5}", Optimizer.class);
    }

    private static Workload workload(Architecture model, Optimizer optimizer) {
        return workload(model, optimizer, 0, 1, true);
    }

    private static Workload workload(
            Architecture model, Optimizer optimizer, double smoothing, int accumulate, boolean decayNormsAndBiases) {
        return workload(model, optimizer, smoothing, accumulate, decayNormsAndBiases, Precision.FLOAT32);
    }

    private static Workload shortened(Architecture model, Optimizer optimizer) {
        return workload(model, optimizer, 0, 1, true, Precision.BFLOAT16);
    }

    private static Workload workload(
            Architecture model,
            Optimizer optimizer,
            double smoothing,
            int accumulate,
            boolean decayNormsAndBiases,
            Precision precision) {
        return new Workload(
                "any",
                model,
                optimizer,
                BATCH,
                null,
                null,
                model.readsTokens() ? Integer.valueOf(CONTEXT) : null,
                smoothing,
                accumulate,
                decayNormsAndBiases,
                null,
                precision);
    }

    static Stream<Arguments> trainings() {
        String adamW = "torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.5)";
        return Stream.of(
                Arguments.of(workload(new Gpt(2, 16, 4, 0, true), adamW()), GPT, adamW),
                Arguments.of(
                        workload(new Gpt(1, 16, 2, 0, false), new Sgd(0.9, false, 0)),
                        UNTIED,
                        "torch.optim.SGD(parameters, lr=0.01, momentum=0.9)"),
                Arguments.of(workload(new AlexNet(24, 0), new Sgd(0.9, false, 0.1)), ALEXNET, """
                        torch.optim.SGD([{"params": [p for p in parameters if p.dim() > 1]},
                            {"params": [p for p in parameters if p.dim() < 2], "lr": 0.02, "weight_decay": 0}],
                            lr=0.01, momentum=0.9, weight_decay=0.1)"""),
                Arguments.of(workload(new GoogLeNet(0, 0), new Sgd(0.9, false, 0.1)), GOOGLENET, """
                        torch.optim.SGD([{"params": [p for p in parameters if p.dim() > 1]},
                            {"params": [p for p in parameters if p.dim() < 2], "lr": 0.02, "weight_decay": 0}],
                            lr=0.01, momentum=0.9, weight_decay=0.1)"""),
                Arguments.of(workload(new Vit(4, 2, 16, 2, 0), adamW()), VIT, adamW),
                Arguments.of(shortened(new Vit(4, 2, 16, 2, 0), adamW()), VIT, adamW),
                Arguments.of(shortened(new Gpt(2, 16, 4, 0, true), adamW()), GPT, adamW),
                Arguments.of(shortened(new GoogLeNet(0, 0), new Sgd(0.9, false, 0.1)), GOOGLENET, """
                        torch.optim.SGD([{"params": [p for p in parameters if p.dim() > 1]},
                            {"params": [p for p in parameters if p.dim() < 2], "lr": 0.02, "weight_decay": 0}],
                            lr=0.01, momentum=0.9, weight_decay=0.1)"""),
                Arguments.of(workload(new Vit(4, 2, 16, 2, 0), adamW(), 0.1, 1, false), VIT, """
                        torch.optim.AdamW([{"params": [p for p in parameters if p.dim() > 1]},
                            {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0}], lr=0.01, weight_decay=0.5)"""),
                Arguments.of(
                        workload(new Gpt(1, 16, 2, 0, false), new Sgd(0.9, false, 0.1), 0.2, 3, true),
                        UNTIED,
                        "torch.optim.SGD(parameters, lr=0.01, momentum=0.9, weight_decay=0.1)"),
                Arguments.of(
                        workload(new Gpt(1, 16, 2, 0, false), new Sgd(0.9, true, 0.1), 0, 2, true),
                        UNTIED,
                        "torch.optim.SGD(parameters, lr=0.01, momentum=0.9, weight_decay=0.1, nesterov=True)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void tenStepsAreThoseOfTorch(Workload workload, String forward, String optimizer) throws IOException {
        Architecture architecture = (Architecture) workload.model();
        StoredData data = architecture.readsTokens()
                ? Samples.text(directory, VOCABULARY, 500)
                : Samples.noise(directory, image(architecture), CLASSES, 100);
        Order order = new Order(
                workload,
                data,
                null,
                new Fixed(0.01),
                STEPS,
                5,
                new Evaluation(1, 0),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
        List<Double> found = new ArrayList<>();
        ByteBuffer values = ByteBuffer.allocate(1 << 26).order(ByteOrder.LITTLE_ENDIAN);
        List<String> shapes = putWeights(order, architecture, values);
        try (Batches batches = Batches.of(data, workload, order.evaluation(), order.seed());
                Batches seen = Batches.of(data, workload, order.evaluation(), order.seed());
                Learner learner = new DjlLearner(order)) {
            new TrainingLoop(order, batches, learner, observation -> found.add(observation.loss())).run();
            for (int number = 0; number < STEPS * workload.accumulate(); number++) {
                Batch batch = seen.next();
                put(batch, architecture, values);
                if (number == (STEPS - 1) * workload.accumulate()) {
                    Learner.BatchResult result = learner.evaluate(batch);
                    found.add(result.loss());
                    found.add((double) result.right());
                }
            }
        }
        Path file = directory.resolve("values");
        Files.write(file, Arrays.copyOf(values.array(), values.position()));
        String inputs = architecture.readsTokens()
                ? "(%d, %d)".formatted(BATCH, CONTEXT)
                : "(%d, %d, %d, %d)"
                        .formatted(
                                BATCH,
                                image(architecture).height(),
                                image(architecture).width(),
                                image(architecture).channels());
        String program = SCRIPT.formatted(
                file,
                shapes,
                forward.indent(4),
                workload.precision() == Precision.BFLOAT16 ? "True" : "False",
                workload.accumulate(),
                inputs,
                "(%d,)".formatted(workload.targetsPerBatch()),
                STEPS,
                optimizer,
                workload.labelSmoothing());
        List<Double> expected = Objects.requireNonNull(started)
                .run(program)
                .lines()
                .map(Double::valueOf)
                .toList();
        assertThat(found).hasSameSizeAs(expected).doesNotHaveDuplicates();
        double tolerance = workload.precision() == Precision.BFLOAT16 ? TOLERANCE_OF_BFLOAT16 : TOLERANCE;
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("number %d", i).isCloseTo(expected.get(i), within(tolerance));
        }
    }

    private static List<String> putWeights(Order order, Architecture architecture, ByteBuffer values) {
        Layout layout = order.data().layout().inWindows(order.workload().context());
        try (PtNDManager manager =
                (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE))) {
            List<String> shapes = new ArrayList<>();
            for (Weights.Parameter parameter : Weights.initial(
                            architecture.network(layout.shape(), layout.classes()), order.seed(), manager)
                    .all()) {
                for (float value : Tensors.floats(parameter.value())) {
                    values.putFloat(value);
                }
                shapes.add(Arrays.toString(Tensors.shape(parameter.value())));
            }
            return shapes;
        }
    }

    /** Tokens and labels as floats, too, which hold them exactly. */
    private static void put(Batch batch, Architecture architecture, ByteBuffer values) {
        if (architecture.readsTokens()) {
            for (int i = 0; i < batch.targets(); i++) {
                values.putFloat(batch.inputs().asLongBuffer().get(i));
            }
        } else {
            for (int i = 0; i < BATCH * image(architecture).size(); i++) {
                values.putFloat(batch.inputs().asFloatBuffer().get(i));
            }
        }
        for (int i = 0; i < batch.targets(); i++) {
            values.putFloat(batch.label(i));
        }
    }
}
