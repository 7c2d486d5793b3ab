package dev.rangefinder.dataset.located;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads samples by several threads before they are wanted. They are handed out in the order in which they were announced:
 * so what comes does not depend on which thread was faster. It holds as many as are announced and not yet handed out.
 */
public final class ReadAhead implements AutoCloseable {

    private final LocatedSamples samples;
    private final ExecutorService readers;
    private final Deque<Announced> announced = new ArrayDeque<>();

    public ReadAhead(LocatedSamples samples, int threads) {
        this.samples = samples;
        this.readers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("read-", 0).factory());
    }

    private record Announced(int sample, Future<byte[]> bytes) {}

    /** Has these read, behind all that were announced before. */
    public void announce(int[] wanted) {
        for (int sample : wanted) {
            announced.add(new Announced(sample, readers.submit(() -> samples.bytes(sample))));
        }
    }

    /** Copies the values of the sample that was announced next. */
    public void read(int sample, float[] values) {
        Announced next = announced.remove();
        if (next.sample() != sample) {
            throw new IllegalStateException("sample %d was announced, not %d".formatted(next.sample(), sample));
        }
        try {
            samples.toValues(next.bytes().get(), values);
        } catch (ExecutionException failed) {
            throw failure(failed);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", exception);
        }
    }

    private static RuntimeException failure(ExecutionException failed) {
        return switch (Objects.requireNonNull(failed.getCause())) {
            case IOException unreadable -> new UncheckedIOException(unreadable.getMessage(), unreadable);
            case RuntimeException unchecked -> unchecked;
            default -> new IllegalStateException(failed);
        };
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
