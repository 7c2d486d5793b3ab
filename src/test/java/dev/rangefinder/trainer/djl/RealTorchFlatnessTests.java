package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose weights are as PyTorch has saved them, and the Hessian that PyTorch differentiates out, whole. */
@TorchTest
class RealTorchFlatnessTests {

    private static final Shape IMAGE = new Shape(8, 8, 1);
    private static final int CLASSES = 3;
    private static final int SAMPLES = 30;
    private static final int BATCH = 8;

    private static final String SAVE = """
            import torch, torch.nn as nn
            torch.manual_seed(1)
            model = nn.Sequential(nn.Conv2d(1, 3, 3, stride=2), nn.BatchNorm2d(3), nn.Softplus(), nn.Flatten(), nn.Linear(27, 3))
            model(2 * torch.randn(50, 1, 8, 8) + 1)
            torch.jit.script(model).save("%s")
            """;

    private static final String MEASURE = """
            import torch, torch.nn.functional as F
            data = torch.frombuffer(bytearray(open("%s", "rb").read()), dtype=torch.float32).double()
            x, y = data[:%d * 64].reshape(-1, 1, 8, 8), data[%d * 64:].long()
            model = torch.jit.load("%s").double().eval()
            names, parameters = zip(*model.named_parameters())
            sizes = [p.numel() for p in parameters]
            buffers = dict(model.named_buffers())
            def loss(w):
                conv, bias, scale, shift, linear, out = [part.reshape(p.shape) for part, p in zip(w.split(sizes), parameters)]
                h = F.conv2d(x, conv, bias, stride=2)
                h = F.batch_norm(h, buffers["1.running_mean"], buffers["1.running_var"], scale, shift, False)
                return F.cross_entropy(F.linear(F.softplus(h).flatten(1), linear, out), y)
            w = torch.cat([p.detach().flatten() for p in parameters]).requires_grad_()
            here = loss(w)
            g = torch.autograd.grad(here, w)[0]
            with torch.no_grad():
                print(here.item())
                print((loss(w + 0.05 * g / g.norm()) - here).item())
                print((loss(w + 0.5 * w ** 2 * g / (w * g).norm()) - here).item())
                rises = []
                torch.manual_seed(2)
                for draw in range(2000):
                    moved = []
                    for p in parameters:
                        d = torch.zeros_like(p)
                        if p.dim() > 1:
                            d = torch.randn_like(p)
                            rest = list(range(1, p.dim()))
                            d *= (p ** 2).sum(rest, True).sqrt() / (d ** 2).sum(rest, True).sqrt()
                        moved.append((p + 0.1 * d).flatten())
                    rises.append(loss(torch.cat(moved)) - here)
                print((sum(rises) / len(rises)).item())
            hessian = torch.autograd.functional.hessian(loss, w.detach())
            print(torch.linalg.eigvalsh(hessian)[-1].item())
            """;

    private static @Nullable Python started;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
        TestedEngine.load();
        assumeTrue(Tensors.calls().bearsModules(), "skipped: no modules are loaded beside this PyTorch");
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void theFlatnessIsThatOfTorch() throws IOException {
        Python python = Objects.requireNonNull(started);
        Path module = directory.resolve("module.pt");
        python.run(SAVE.formatted(module));
        StoredData data = Samples.noise(directory, IMAGE, CLASSES, SAMPLES);
        Workload workload =
                new Workload("any", new TorchScript("0".repeat(64)), new Sgd(0, false, 0), BATCH, Preprocessing.NONE);
        Order order = new Order(
                workload,
                data,
                module,
                new Fixed(0.1),
                1,
                1,
                new Evaluation(1, 0),
                StopRule.NONE,
                true,
                TestedEngine.DEVICE,
                1);
        Flatness flatness;
        ByteBuffer inputs =
                ByteBuffer.allocate(SAMPLES * IMAGE.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer labels = ByteBuffer.allocate(SAMPLES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (Batches batches = Batches.of(data, workload, order.evaluation(), order.seed());
                DjlLearner learner = new DjlLearner(order)) {
            for (Batch batch : batches.fixed()) {
                inputs.put(batch.inputs());
                for (int i = 0; i < batch.size(); i++) {
                    labels.putFloat(batch.label(i));
                }
            }
            flatness = learner.flatness(batches.fixed());
        }
        Path file = directory.resolve("values");
        Files.write(file, inputs.array());
        Files.write(file, labels.array(), StandardOpenOption.APPEND);
        List<Double> expected = python.run(MEASURE.formatted(file, SAMPLES, SAMPLES, module))
                .lines()
                .map(Double::valueOf)
                .toList();
        assertThat(flatness.samples()).isEqualTo(SAMPLES);
        assertThat(flatness.loss()).isCloseTo(expected.get(0), within(1e-5));
        assertThat(flatness.sharpness()).isCloseTo(expected.get(1), within(1e-5));
        assertThat(flatness.adaptiveSharpness()).isCloseTo(expected.get(2), within(1e-5));
        assertThat(flatness.noiseRise())
                .as("the mean of ten draws beside that of 2000")
                .isCloseTo(expected.get(3), within(0.5 * expected.get(3)));
        assertThat(flatness.largestEigenvalue()).isCloseTo(expected.get(4), within(0.01 * expected.get(4)));
    }
}
