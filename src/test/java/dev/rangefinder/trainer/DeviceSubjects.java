package dev.rangefinder.trainer;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Quick;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The networks that {@code bench/gpu} trains, all of them or those that {@code -Dbench.networks} names. */
record DeviceSubjects(Path directory) {

    private static final int SAMPLES = 2000;
    private static final int CONTEXT = 64;
    private static final int VOCABULARY = 256;
    private static final Shape CIFAR = new Shape(32, 32, 3);

    /** By the name that {@code bench/trainer.py} gives it. */
    record Subject(String name, Architecture model) {}

    static List<Subject> wanted() {
        List<String> names = words("bench.networks", "cifar10_quick resnet resnet110 gpt");
        return List.of(
                        new Subject("cifar10_quick", new Cifar10Quick()),
                        new Subject("resnet", new ResNet(3)),
                        new Subject("resnet110", new ResNet(18)),
                        new Subject("gpt", new Gpt(4, 128, 4, 0, true)))
                .stream()
                .filter(subject -> names.contains(subject.name()))
                .toList();
    }

    /** A property of several words. */
    static List<String> words(String property, String otherwise) {
        return List.of(System.getProperty(property, otherwise).split(" "));
    }

    /** To train it on noise, or on a text. */
    Order order(Subject subject, Precision precision, int batch, int iterations, String device, int threads)
            throws IOException {
        boolean isText = subject.model().readsTokens();
        StoredData data = isText
                ? Samples.text(directory, VOCABULARY, SAMPLES * CONTEXT + 1)
                : Samples.noise(directory, CIFAR, 10, SAMPLES);
        Workload workload = new Workload(
                "any",
                subject.model(),
                new Sgd(0.9, false, 0),
                batch,
                Preprocessing.NONE,
                null,
                isText ? (Integer) CONTEXT : null,
                null,
                null,
                null,
                null,
                precision);
        return new Order(
                workload,
                data,
                null,
                new Fixed(0.001),
                iterations,
                1,
                new Evaluation(1, 0),
                StopRule.NONE,
                false,
                device,
                threads);
    }
}
