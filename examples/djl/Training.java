import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * Trains a small network with DJL at the rates of a schedule: {@code java -cp … Training.java URL RANGE_TEST ITERATIONS}.
 */
public final class Training {

    private static final int SAMPLES = 512;
    private static final int BATCH = 32;
    private static final int SEED = 7;
    private static final int REPORTED = 100;

    private Training() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        URI schedule = URI.create("%s/v1/range-tests/%s/schedule?policy=triangular2&iterations=%s"
                .formatted(arguments[0], arguments[1], arguments[2]));
        double[] rates = rates(schedule);
        Engine.getInstance().setRandomSeed(SEED);
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(at(rates))
                        .optMomentum(0.9f)
                        .build());
        try (Model model = Model.newInstance("moons");
                NDManager manager = NDManager.newBaseManager()) {
            model.setBlock(network());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(BATCH, 2));
                train(trainer, manager, rates);
            }
        }
    }

    private static Block network() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(32).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(2).build());
    }

    /** All of it at once, as float64; past its end the last rate holds. */
    private static double[] rates(URI schedule) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(schedule)
                .header("Accept", "application/octet-stream")
                .build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(new String(answer.body()));
        }
        DoubleBuffer numbers =
                ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
        double[] rates = new double[numbers.remaining()];
        numbers.get(rates);
        return rates;
    }

    /** DJL counts its updates from 1, and in float. */
    private static Tracker at(double[] rates) {
        return update -> (float) rates[Math.min(update, rates.length) - 1];
    }

    private static void train(Trainer trainer, NDManager manager, double[] rates) {
        NDArray points = points(manager);
        NDArray classes = manager.arange(SAMPLES).mod(2);
        double losses = 0;
        for (int iteration = 0; iteration < rates.length; iteration++) {
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = trainer.newGradientCollector()) {
                NDArray chosen = scope.randomInteger(0, SAMPLES, new Shape(BATCH), DataType.INT64);
                NDArray inputs = points.get(chosen);
                NDArray targets = classes.get(chosen);
                inputs.attach(scope);
                targets.attach(scope);
                NDArray loss = trainer.getLoss()
                        .evaluate(new NDList(targets), trainer.forward(new NDList(inputs)));
                collector.backward(loss);
                losses += loss.getFloat();
            }
            trainer.step();
            if ((iteration + 1) % REPORTED == 0) {
                System.out.printf("iteration %d lr %s loss %.4f%n", iteration, rates[iteration], losses / REPORTED);
                losses = 0;
            }
        }
    }

    /** Two half moons, one for each class, which a line cannot part and a small network can. */
    private static NDArray points(NDManager manager) {
        float[] coordinates = new float[2 * SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double angle = Math.PI * i / SAMPLES;
            boolean isUpper = i % 2 == 0;
            coordinates[2 * i] = (float) (isUpper ? Math.cos(angle) : 1 - Math.cos(angle));
            coordinates[2 * i + 1] = (float) (isUpper ? Math.sin(angle) : 0.5 - Math.sin(angle));
        }
        return manager.create(coordinates, new Shape(SAMPLES, 2));
    }
}
