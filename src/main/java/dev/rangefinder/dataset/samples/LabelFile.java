package dev.rangefinder.dataset.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A new file of labels, which are counted as they are written. */
public final class LabelFile implements AutoCloseable {

    private final HashedFile file;
    private final List<Integer> counts = new ArrayList<>();
    private final Spread.Sum targets = new Spread.Sum();

    public LabelFile(Path path) throws IOException {
        this(path, Allowance.unlimited());
    }

    LabelFile(Path path, Allowance allowance) throws IOException {
        file = new HashedFile(path, allowance);
    }

    public void label(int label) throws IOException {
        file.writeInt(label);
        while (counts.size() <= label) {
            counts.add(0);
        }
        counts.set(label, counts.get(label) + 1);
    }

    /** The label of a regression. */
    public void target(float target) throws IOException {
        file.writeInt(Float.floatToIntBits(target));
        targets.add(target);
    }

    /** How many samples each label has so far, from 0 to the largest there is. */
    public List<Integer> counts() {
        return List.copyOf(counts);
    }

    /** What the labels of a regression are like so far. */
    public Spread targets() {
        return targets.spread();
    }

    long size() {
        return file.size();
    }

    /** Makes sure that it is on disk, and returns its hash. */
    public byte[] finish() throws IOException {
        return file.finish();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
