package dev.rangefinder.trainer.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * In which order samples are trained on: a new permutation each epoch, from the seed alone. Samples that do not fill a
 * batch are left out of their epoch.
 */
final class Shuffle {

    private final SplittableRandom random;
    private final int[] permutation;
    private final int batchSize;
    private int position;

    Shuffle(int samples, int batchSize, long seed) {
        this.random = new SplittableRandom(seed);
        this.permutation = new int[samples];
        this.batchSize = batchSize;
        Arrays.setAll(permutation, i -> i);
        permute();
    }

    int[] next() {
        if (position + batchSize > permutation.length) {
            permute();
        }
        position += batchSize;
        return Arrays.copyOfRange(permutation, position - batchSize, position);
    }

    int[] permutation() {
        return permutation.clone();
    }

    /** Fisher and Yates's shuffle. */
    private void permute() {
        for (int i = permutation.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = permutation[i];
            permutation[i] = permutation[j];
            permutation[j] = swapped;
        }
        position = 0;
    }
}
