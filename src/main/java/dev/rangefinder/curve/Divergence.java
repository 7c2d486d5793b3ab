package dev.rangefinder.curve;

import java.util.Arrays;
import java.util.List;

/**
 * Tells when a loss has left for good, from the losses alone, one at a time.
 *
 * <p>Diverged means: the smoothed loss lies above the first one by more than the training had gained so far, and by
 * more than the noise at its best explains, and so do the last losses one by one: a single bad batch carries the
 * average, but the loss comes back. The noise of later losses counts for nothing, since a loss that leaves scatters the
 * more the further it gets. All of it is differences, so that adding a constant to every loss, as with losses below
 * zero, changes nothing; a ratio such as "four times the best" has no meaning there.
 */
public final class Divergence {

    /** An average over about ten iterations, which one bad batch does not carry far. */
    private static final double SMOOTHING = 0.9;

    /** Enough recent steps for a median; and few enough that one bad batch among them changes little. */
    private static final int NOISE_WINDOW = 25;

    /** The median step of Gaussian noise is 0.95 standard deviations: eight are never its doing. */
    private static final double NOISE_FACTOR = 8;

    /** A bad batch is one; with momentum, what it did to the weights may last for two more. */
    private static final int IN_A_ROW = 4;

    private final double[] steps = new double[NOISE_WINDOW];
    private int seen;
    private double first;
    private double last;
    private double weighted;
    private double best = Double.POSITIVE_INFINITY;
    private double noiseAtBest;
    private int aboveInARow;

    public Divergence() {}

    /**
     * One that goes on where another was.
     *
     * @param memory what that one said
     */
    public Divergence(double[] memory) {
        System.arraycopy(memory, 0, steps, 0, NOISE_WINDOW);
        seen = (int) memory[NOISE_WINDOW];
        first = memory[NOISE_WINDOW + 1];
        last = memory[NOISE_WINDOW + 2];
        weighted = memory[NOISE_WINDOW + 3];
        best = memory[NOISE_WINDOW + 4];
        aboveInARow = (int) memory[NOISE_WINDOW + 5];
        noiseAtBest = memory[NOISE_WINDOW + 6];
    }

    /** All that it knows of the losses so far: 32 numbers, however many there were. */
    public double[] memory() {
        double[] memory = Arrays.copyOf(steps, NOISE_WINDOW + 7);
        memory[NOISE_WINDOW] = seen;
        memory[NOISE_WINDOW + 1] = first;
        memory[NOISE_WINDOW + 2] = last;
        memory[NOISE_WINDOW + 3] = weighted;
        memory[NOISE_WINDOW + 4] = best;
        memory[NOISE_WINDOW + 5] = aboveInARow;
        memory[NOISE_WINDOW + 6] = noiseAtBest;
        return memory;
    }

    /**
     * Takes in the next loss.
     *
     * @param loss finite
     * @return whether the loss has diverged by now
     */
    public boolean seenIn(double loss) {
        if (seen == 0) {
            first = loss;
        } else {
            steps[(seen - 1) % NOISE_WINDOW] = Math.abs(loss - last);
        }
        last = loss;
        seen++;
        weighted = SMOOTHING * weighted + (1 - SMOOTHING) * (loss - first);
        double smoothed = weighted / (1 - Math.pow(SMOOTHING, seen));
        if (smoothed < best || seen <= NOISE_WINDOW + 1) {
            noiseAtBest = medianStep();
        }
        best = Math.min(best, smoothed);
        double bearable = Math.max(-best, NOISE_FACTOR * noiseAtBest);
        aboveInARow = loss - first > bearable ? aboveInARow + 1 : 0;
        return seen > NOISE_WINDOW && smoothed > bearable && aboveInARow >= IN_A_ROW;
    }

    /**
     * A curve up to where the loss has left for good: what comes after it is no longer training. A loss that is no
     * number is passed over.
     */
    public static Curve until(Curve curve) {
        Divergence divergence = new Divergence();
        List<Observation> observations = curve.observations();
        for (int i = 0; i < observations.size(); i++) {
            double loss = observations.get(i).loss();
            if (Double.isFinite(loss) && divergence.seenIn(loss)) {
                return new Curve(observations.subList(0, i + 1));
            }
        }
        return curve;
    }

    /** Of those that change the loss at all: a loss in few digits stands still most of the time. */
    private double medianStep() {
        double[] sorted = Arrays.stream(steps).filter(step -> step > 0).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
