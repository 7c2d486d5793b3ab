package dev.rangefinder.trainer.data;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are decoded ahead of the training loop, by a thread of their own, in a few buffers that go round. They
 * come in the order in which they are filled, so what is trained does not depend on who is faster.
 */
final class Prefetcher implements AutoCloseable {

    private final Consumer<Batch> filling;
    private final BlockingQueue<Batch> empty;
    private final BlockingQueue<Supplier<Batch>> filled;
    private @Nullable Thread thread;
    private @Nullable Batch inUse;
    private boolean isFirst = true;
    private long waitedNanos;

    /**
     * Nothing is decoded before the first batch is asked for.
     *
     * @param buffers one is being trained on, the others wait or are being filled
     */
    Prefetcher(int buffers, Supplier<Batch> buffer, Consumer<Batch> filling) {
        this.filling = filling;
        this.empty = new ArrayBlockingQueue<>(buffers);
        this.filled = new ArrayBlockingQueue<>(buffers);
        Stream.generate(buffer).limit(buffers).forEach(empty::add);
    }

    /** The next batch, until the one after it is asked for. */
    Batch next() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("feed").start(this::fill);
        }
        if (inUse != null) {
            empty.add(inUse);
            inUse = null;
        }
        try {
            long beganNanos = System.nanoTime();
            Batch next = filled.take().get();
            waitedNanos += isFirst ? 0 : System.nanoTime() - beganNanos;
            isFirst = false;
            inUse = next;
            return next;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", exception);
        }
    }

    /** How long {@link #next} has waited so far, behind the first batch, which nothing can be ahead of. */
    long waitedNanos() {
        return waitedNanos;
    }

    private void fill() {
        try {
            while (true) {
                Batch batch = empty.take();
                filling.accept(batch);
                filled.add(() -> batch);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) { // an Error when a mapped file was cut off
            filled.add(() -> {
                throw new IllegalStateException("the samples cannot be read: " + failure.getMessage(), failure);
            });
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
