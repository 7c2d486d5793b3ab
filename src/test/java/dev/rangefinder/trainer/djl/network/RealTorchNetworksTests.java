package dev.rangefinder.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Full;
import dev.rangefinder.model.spec.Cifar10FullSigmoidBn;
import dev.rangefinder.model.spec.Cifar10Quick;
import dev.rangefinder.model.spec.DenseNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * The networks against the same ones written in this machine's PyTorch, where one of its Pythons has it: outputs in
 * training and, after one batch, in evaluation, and the gradient of every parameter.
 */
@TorchTest
class RealTorchNetworksTests {

    private static final Shape CIFAR = new Shape(32, 32, 3);
    private static final Shape WINDOW = new Shape(1, 12, 1);
    private static final int CLASSES = 10;

    /** Rounding errors of two libraries that add in different orders. */
    private static final double TOLERANCE = 1e-3;

    /** Beside the largest gradient. */
    private static final double NEGLIGIBLE = 1e-3;

    private static final String SCRIPT = """
            import math, torch, torch.nn.functional as F
            values = torch.frombuffer(bytearray(open("%s", "rb").read()), dtype=torch.float32)
            x, values = values[:%d].reshape(%d, %s, values[%d:]
            parameters = []
            for shape in %s:
                size = torch.Size(shape).numel()
                parameters.append(values[:size].reshape(shape).clone().requires_grad_())
                values = values[size:]
            running = {}
            def forward(x, training):
                left, place = list(parameters), [0]
                def take():
                    return left.pop(0)
                def conv(x, padding=0, stride=1, bias=True):
                    return F.conv2d(x, take(), take() if bias else None, stride, padding)
                def linear(x):
                    return F.linear(x.flatten(1), take(), take())
                def norm(x, affine=True, momentum=0.1):
                    place[0] += 1
                    mean, var = running.setdefault(place[0], (torch.zeros(x.shape[1]), torch.ones(x.shape[1])))
                    return F.batch_norm(x, mean, var, take() if affine else None, take() if affine else None, training, momentum)
                def max_pool(x):
                    return F.max_pool2d(x, 3, 2, ceil_mode=True)
                def average_pool(x):
                    return F.avg_pool2d(x, 3, 2, ceil_mode=True)
                def lrn(x):
                    return x * (1 + 5e-5 * F.avg_pool2d(x * x, 3, 1, 1)) ** -0.75
                def block(x, channels, stride):
                    out = F.relu(norm(conv(x, 1, stride, False)))
                    out = norm(conv(out, 1, 1, False))
                    short = x[:, :, ::stride, ::stride]
                    return F.relu(out + F.pad(short, (0, 0, 0, 0, 0, channels - short.shape[1])))
            """ + TorchTransformer.PARTS + """
            %s
                return x
            out = forward(x, True)
            (out * out).sum().backward()
            print(*out.flatten().tolist())
            print(*forward(x, False).flatten().tolist())
            for parameter in parameters:
                print(*parameter.grad.flatten().tolist())
            """;

    /** The convolutions of a layer, and that of 1×1 where it has one. */
    private static final String DENSE = """
            x = conv(x, 1, 1, False)
            layers = (len([p for p in parameters if p.dim() == 4]) - 3) // 3 // %1$s
            for block in range(3):
                if block > 0:
                    x = F.avg_pool2d(conv(F.relu(norm(x)), 0, 1, False), 2)
                for i in range(layers):
                    y = x
                    %2$s
                    x = torch.cat([x, conv(F.relu(norm(y)), 1, 1, False)], 1)
            x = linear(F.relu(norm(x)).mean((2, 3)))
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

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(new LeNet(), """
                        x = F.max_pool2d(F.relu(conv(x, 2)), 2)
                        x = F.max_pool2d(F.relu(conv(x)), 2)
                        x = linear(F.relu(linear(F.relu(linear(x)))))
                        """),
                Arguments.of(new Mlp(List.of(40, 30), 0, true), """
                        x = F.relu(norm(linear(x)))
                        x = F.relu(norm(linear(x)))
                        x = linear(x)
                        """),
                Arguments.of(new Cifar10Quick(), """
                        x = F.relu(max_pool(conv(x, 2)))
                        x = average_pool(F.relu(conv(x, 2)))
                        x = average_pool(F.relu(conv(x, 2)))
                        x = linear(linear(x))
                        """),
                Arguments.of(new Cifar10Full(), """
                        x = lrn(F.relu(max_pool(conv(x, 2))))
                        x = lrn(average_pool(F.relu(conv(x, 2))))
                        x = average_pool(F.relu(conv(x, 2)))
                        x = linear(x)
                        """),
                Arguments.of(new Cifar10FullSigmoidBn(), """
                        x = torch.sigmoid(norm(max_pool(conv(x, 2, 1, False)), False, 1.0))
                        x = average_pool(torch.sigmoid(norm(conv(x, 2, 1, False), False, 1.0)))
                        x = average_pool(torch.sigmoid(norm(conv(x, 2, 1, False), False, 1.0)))
                        x = linear(x)
                        """),
                Arguments.of(new ResNet(3), """
                        x = F.relu(norm(conv(x, 1, 1, False)))
                        for channels in (16, 32, 64):
                            for i in range(3):
                                x = block(x, channels, 2 if i == 0 and channels > 16 else 1)
                        x = linear(x.mean((2, 3)))
                        """),
                Arguments.of(new DenseNet(10, 4, false, 0), DENSE.formatted("1", "")),
                Arguments.of(
                        new DenseNet(16, 4, true, 0), DENSE.formatted("2", "y = conv(F.relu(norm(y)), 0, 1, False)")),
                Arguments.of(new Vit(4, 2, 24, 3, 0), """
                        x = conv(x, 0, 4).flatten(2).transpose(1, 2) + take()
                        x = linear(transformer(x, 2, 3, False).mean(1))
                        """),
                Arguments.of(new Gpt(2, 16, 4, 0, true), """
                        table = take()
                        x = transformer(table[x] + take(), 2, 4, True) @ table.T
                        """),
                Arguments.of(new Gpt(1, 16, 2, 0, false), """
                        x = F.linear(transformer(take()[x] + take(), 1, 2, True), take())
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void computesWhatTorchComputes(Architecture architecture, String forward) throws IOException {
        Network network = architecture.network(architecture.readsTokens() ? WINDOW : CIFAR, CLASSES);
        try (Passes passes = new Passes(network)) {
            Path file = directory.resolve("values");
            Files.write(file, values(passes));
            List<String> shapes = passes.weights().all().stream()
                    .map(parameter -> Arrays.toString(Tensors.shape(parameter.value())))
                    .toList();
            int inputs = passes.inputs().length;
            String shape = architecture.readsTokens() ? "-1).long()" : "32, 32, 3).permute(0, 3, 1, 2).contiguous()";
            String program = SCRIPT.formatted(file, inputs, Passes.BATCH, shape, inputs, shapes, forward.indent(4));
            List<String> printed =
                    Objects.requireNonNull(started).run(program).lines().toList();

            assertClose("in training", passes.outputs(Mode.TRAINING), numbers(printed.get(0)), 0);
            assertClose("in evaluation", passes.outputs(Mode.EVALUATION), numbers(printed.get(1)), 0);
            List<float[]> gradients = passes.gradients();
            List<double[]> expected = printed.stream()
                    .skip(2)
                    .map(RealTorchNetworksTests::numbers)
                    .toList();
            // a bias in front of a batch norm has no gradient but rounding errors
            double least = NEGLIGIBLE
                    * expected.stream()
                            .mapToDouble(RealTorchNetworksTests::largest)
                            .max()
                            .orElseThrow();
            assertThat(gradients).hasSameSizeAs(expected);
            for (int i = 0; i < gradients.size(); i++) {
                assertClose("gradient %d".formatted(i), gradients.get(i), expected.get(i), least);
            }
        }
    }

    private static byte[] values(Passes passes) {
        int size = passes.inputs().length
                + passes.weights().all().stream()
                        .mapToInt(parameter -> Tensors.size(parameter.value()))
                        .sum();
        ByteBuffer buffer = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        put(buffer, passes.inputs());
        passes.weights().all().forEach(parameter -> put(buffer, Tensors.floats(parameter.value())));
        return buffer.array();
    }

    private static void put(ByteBuffer buffer, float[] values) {
        for (float value : values) {
            buffer.putFloat(value);
        }
    }

    private static double[] numbers(String printed) {
        return Arrays.stream(printed.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    /** To a share of the largest, or of what is taken for it. */
    private static void assertClose(String what, float[] actual, double[] expected, double least) {
        double largest = Math.max(largest(expected), least);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        assertThat(largest).as(what).isPositive();
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("%s, %d", what, i).isCloseTo(expected[i], within(TOLERANCE * largest));
        }
    }
}
