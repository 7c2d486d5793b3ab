package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reads all of a data set in place once, in order. It goes on from where the last one stopped. */
public abstract sealed class CheckPass implements AutoCloseable permits SamplePass, TokenPass {

    private final StoredData data;
    private long checked;

    CheckPass(StoredData data, CheckState state) {
        this.data = data;
        this.checked = state.checked();
    }

    public static CheckPass resume(StoredData data, int threads) throws IOException {
        CheckState state = CheckState.of(data.directory());
        return data.layout().isText() ? new TokenPass(data, state) : new SamplePass(data, state, threads);
    }

    /** Whether there is nothing left to check. */
    public static boolean isOver(Path directory, Layout layout) {
        try {
            return CheckState.of(directory).checked() == total(layout);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The moments of a data set that was checked to its end; a text has none. */
    public static Moments moments(StoredData data) throws IOException {
        CheckState state = CheckState.of(data.directory());
        if (state.checked() < total(data.layout())) {
            throw new IOException("the data set is checked to sample %d of %d alone"
                    .formatted(state.checked(), total(data.layout())));
        }
        return SamplePass.moments(state, data.layout());
    }

    /** How many samples there are to check, or how many tokens. */
    public static long total(Layout layout) {
        return (long) layout.trainSamples() + layout.testSamples();
    }

    /** How many were checked so far. */
    public final long checked() {
        return checked;
    }

    public final boolean isDone() {
        return checked == total(layout());
    }

    /**
     * Checks some more.
     *
     * @throws dev.rangefinder.dataset.format.file.InvalidFileException if one is not what it must be
     * @throws ChangedFileException if a file has changed meanwhile
     */
    public final void checkSome() throws IOException {
        int trained = layout().trainSamples();
        checked += checked < trained
                ? check(true, (int) checked, trained)
                : check(false, (int) (checked - trained), layout().testSamples());
    }

    /** Checks some of a part, from one on, and returns how many those were. */
    abstract int check(boolean isTraining, int from, int end) throws IOException;

    /** Has what was checked so far outlive this process. */
    public abstract void keep() throws IOException;

    /** What the whole data set turned out to be, by what was known before; once all is checked. */
    public Description found(Description before) {
        return before;
    }

    final StoredData data() {
        return data;
    }

    final Layout layout() {
        return data.layout();
    }

    @Override
    public abstract void close() throws IOException;
}
