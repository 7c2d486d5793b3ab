package dev.rangefinder.shared.web.heavy;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A piece of {@link HeavyWork}. Unlike a {@link FutureTask} alone it can be waited for after it was told to end: what
 * it uses is its request's, which must outlast it.
 */
final class Piece<T> implements Runnable {

    /** So soon a lost client is noticed, at the cost of a look at its connection. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final FutureTask<T> task;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long madeAt = System.nanoTime();
    private volatile long begunAt;
    private volatile boolean begun;
    private volatile @Nullable LowPriorityThread worker;

    Piece(Callable<T> work) {
        this.task = new FutureTask<>(work);
    }

    @Override
    public void run() {
        begunAt = System.nanoTime();
        begun = true;
        LowPriorityThread thread = (LowPriorityThread) Thread.currentThread();
        worker = thread;
        try {
            thread.work(task);
        } finally {
            worker = null;
            ended.countDown();
        }
    }

    /** Has it get less of the processors, if it has worked for long. */
    void yieldMoreIfLong() {
        LowPriorityThread working = worker;
        if (working != null) {
            working.yieldMoreIfLong();
        }
    }

    /** Waits for a moment for the end. */
    boolean endsSoon() throws InterruptedException {
        return ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean hasBegun() {
        return begun;
    }

    /** Since it was made. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - madeAt);
    }

    /** Since it has begun. */
    Duration worked() {
        return begun ? Duration.ofNanos(System.nanoTime() - begunAt) : Duration.ZERO;
    }

    /** Interrupts it, unless it has ended, and waits until it has. */
    void end() {
        task.cancel(true);
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it came to, or why it failed. */
    T result() throws IOException {
        try {
            return task.get();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        } catch (ExecutionException exception) {
            switch (Objects.requireNonNull(exception.getCause(), "why it failed")) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException(exception);
            }
        }
    }
}
