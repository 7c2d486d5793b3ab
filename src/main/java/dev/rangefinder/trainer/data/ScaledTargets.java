package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.Spread;
import java.util.List;

/**
 * The labels of a regression, brought to mean 0 and variance 1 over those for training: so rates mean the same whatever
 * unit the labels have, and a loss of 1 is that of the best constant answer.
 */
record ScaledTargets(double mean, double deviation) implements Labels {

    static ScaledTargets of(Split training) {
        Spread.Sum sum = new Spread.Sum();
        for (int sample = 0; sample < training.samples(); sample++) {
            sum.add(training.target(sample));
        }
        Spread spread = sum.spread();
        return new ScaledTargets(spread.mean(), spread.deviation());
    }

    float of(float target) {
        return (float) ((target - mean) / deviation);
    }

    @Override
    public Batch newBatch(int capacity, int sampleBytes) {
        return Batch.ofTargets(capacity, sampleBytes);
    }

    @Override
    public void add(Batch batch, Split split, int sample) {
        batch.addTarget(of(split.target(sample)));
    }

    @Override
    public double variance(Split split, List<int[]> parts) {
        Spread.Sum sum = new Spread.Sum();
        for (int[] part : parts) {
            for (int sample : part) {
                sum.add(of(split.target(sample)));
            }
        }
        double deviation = sum.spread().deviation();
        return deviation * deviation;
    }
}
