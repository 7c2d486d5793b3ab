package dev.rangefinder.trainer.djl.trial;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Full;
import dev.rangefinder.model.spec.Cifar10FullSigmoidBn;
import dev.rangefinder.model.spec.DenseNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.CaffeSgd;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.run.spec.Optimizer;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.RmsProp;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Forward;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.djl.trial.EngineTrial.Attempt;
import dev.rangefinder.trainer.djl.update.Clip;
import dev.rangefinder.trainer.djl.update.LossScale;
import dev.rangefinder.trainer.djl.update.Update;
import dev.rangefinder.trainer.djl.update.UpdateRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The kinds of layers and every optimizer, over a few steps. The losses are those of the engine that comes with this
 * program, whose networks, gradients and updates the tests hold against computations by hand and against torch.
 */
final class TriedTrainings {

    private static final int BATCH = 4;
    private static final int CLASSES = 10;
    private static final int STEPS = 3;
    private static final double LR = 0.01;
    private static final Shape CIFAR = new Shape(32, 32, 3);
    private static final Shape MNIST = new Shape(28, 28, 1);
    private static final Shape WINDOW = new Shape(1, 8, 1);
    private static final Sgd SGD = new Sgd(0.9, false, 0.001);
    private static final Mlp MLP = new Mlp(List.of(16), 0, true);

    static final List<Attempt> ALL = List.of(
            new Attempt("training an mlp", losses(MLP, MNIST, SGD), 2.291151f, 2.147496f, 1.962786f),
            new Attempt("training lenet", losses(new LeNet(), MNIST, SGD), 6.732774f, 6.299704f, 5.520455f),
            new Attempt(
                    "training cifar10_full", losses(new Cifar10Full(), CIFAR, SGD), 2.302582f, 2.299549f, 2.293784f),
            new Attempt(
                    "training cifar10_full_sigmoid_bn",
                    losses(new Cifar10FullSigmoidBn(), CIFAR, SGD),
                    2.277406f,
                    2.192377f,
                    2.087461f),
            new Attempt("training a resnet", losses(new ResNet(1, null), CIFAR, SGD), 2.510764f, 2.480911f, 2.424853f),
            new Attempt(
                    "training a densenet",
                    losses(new DenseNet(10, 4, true, 0), CIFAR, SGD),
                    2.468956f,
                    2.456716f,
                    2.433917f),
            new Attempt("training a vit", losses(new Vit(8, 1, 16, 2, 0), CIFAR, SGD), 2.312685f, 2.305913f, 2.293148f),
            new Attempt(
                    "training a gpt", losses(new Gpt(1, 16, 2, 0, true), WINDOW, SGD), 2.128732f, 2.113719f, 2.086149f),
            new Attempt(
                    "sgd with nesterov",
                    losses(MLP, MNIST, new Sgd(0.9, true, 0.001)),
                    2.291151f,
                    2.048881f,
                    1.863054f),
            new Attempt(
                    "caffe_sgd", losses(MLP, MNIST, new CaffeSgd(0.9, false, 0.001)), 2.291151f, 2.147496f, 1.962786f),
            new Attempt(
                    "adam",
                    losses(MLP, MNIST, new Adam(List.of(0.9, 0.999), 1e-8, 0.001)),
                    2.291151f,
                    1.305579f,
                    1.029599f),
            new Attempt(
                    "adamw",
                    losses(MLP, MNIST, new AdamW(List.of(0.9, 0.999), 1e-8, 0.01)),
                    2.291151f,
                    1.303425f,
                    1.0328f),
            new Attempt("rmsprop", losses(MLP, MNIST, new RmsProp(0.9, 1e-4, 0.5, 0)), 2.291151f, 1.244545f, 0.609867f),
            new Attempt("adagrad", losses(MLP, MNIST, new AdaGrad(1e-4, 0)), 2.291151f, 1.299874f, 1.024244f),
            new Attempt("adadelta", losses(MLP, MNIST, new AdaDelta(0.9, 1e-4, 0)), 2.291151f, 2.183409f, 2.086698f));

    private TriedTrainings() {}

    private static Attempt.Computation losses(Architecture model, Shape input, Optimizer optimizer) {
        return manager -> {
            Network network = model.network(input, CLASSES);
            Weights weights = Weights.initial(network, 1, manager);
            Forward forward = new Forward(network, weights, manager);
            Workload workload = new Workload(
                    "noise",
                    model,
                    optimizer,
                    BATCH,
                    Preprocessing.NONE,
                    new Clipping.ByNorm(1),
                    model.readsTokens() ? (Integer) input.width() : null);
            Update update = new Update(
                    UpdateRule.of(workload),
                    Clip.of(workload.gradientClipping()),
                    LossScale.of(workload.precision()),
                    forward.parameters(),
                    true);
            float[] losses = new float[STEPS];
            for (int step = 0; step < STEPS; step++) {
                losses[step] = step(forward, update, manager);
            }
            return losses;
        };
    }

    private static float step(Forward forward, Update update, PtNDManager manager) {
        try (PtNDManager iteration = manager.newSubManager(manager.getDevice())) {
            JniUtils.setGradMode(true);
            PtNDArray scores = forward.apply(inputs(forward, iteration), Mode.TRAINING);
            PtNDArray logProbabilities = JniUtils.logSoftmax(scores, 1, DataType.FLOAT32);
            int targets = (int) Tensors.shape(scores)[0];
            PtNDArray likelihood = Tensors.calls().gather(logProbabilities, labels(targets, iteration));
            update.prepare(OptionalDouble.empty(), iteration);
            JniUtils.backward(
                    likelihood,
                    Tensors.filled(iteration, -1f / targets, new ai.djl.ndarray.types.Shape(targets, 1)),
                    false,
                    false);
            JniUtils.setGradMode(false);
            update.apply(LR, OptionalDouble.empty(), iteration);
            double loss = 0;
            for (float each : Tensors.floats(likelihood)) {
                loss -= each;
            }
            return (float) (loss / targets);
        }
    }

    private static PtNDArray inputs(Forward forward, PtNDManager owner) {
        ai.djl.ndarray.types.Shape shape = forward.inputShape(BATCH);
        int size = Math.toIntExact(shape.size());
        if (forward.readsTokens()) {
            return labels(size, owner, shape);
        }
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(owner, values, shape);
    }

    private static PtNDArray labels(int count, PtNDManager owner) {
        return labels(count, owner, new ai.djl.ndarray.types.Shape(count, 1));
    }

    private static PtNDArray labels(int count, PtNDManager owner, ai.djl.ndarray.types.Shape shape) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            buffer.putLong(3 * i % CLASSES);
        }
        return Tensors.of(owner, buffer.flip(), shape, DataType.INT64);
    }
}
