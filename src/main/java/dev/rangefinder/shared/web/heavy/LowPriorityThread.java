package dev.rangefinder.shared.web.heavy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets of the processors what requests and trainers leave, and less once it has worked for long: on Linux each thread
 * has a nice value of its own, which anyone may raise, but only the administrator lower again. So a pool lets its idle
 * threads end, and has new ones for work that is short. Elsewhere it is a thread like any other.
 */
final class LowPriorityThread extends Thread {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriorityThread.class);

    /** A tenth of what a thread of usual priority gets beside it. */
    private static final int NICE = 10;

    /** A seventieth. */
    private static final int LOWEST = 19;

    /** A picture is drawn within it. */
    private static final long LONG_NANOS = Duration.ofMillis(250).toNanos();

    /** By which the kernel knows this thread; 0 while it has none. */
    private int id;

    private boolean isLowest;
    private long workedNanos;
    private long begunAt;

    private LowPriorityThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    /** Threads of this name and a number. */
    static ThreadFactory factory(String name) {
        AtomicInteger made = new AtomicInteger();
        return work -> new LowPriorityThread(work, name + made.getAndIncrement());
    }

    @Override
    public void run() {
        if (!NiceValue.IS_OF_THREADS) {
            super.run();
            return;
        }
        nowKnownAs(idOfThisThread());
        NiceValue.set(NiceValue.THIS_THREAD, NICE);
        try {
            super.run();
        } finally {
            nowKnownAs(0);
        }
    }

    private static int idOfThisThread() {
        try {
            Path task = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            return Integer.parseInt(task.getFileName().toString());
        } catch (IOException exception) {
            LOG.debug("No /proc", exception);
            return 0;
        }
    }

    private synchronized void nowKnownAs(int threadId) {
        id = threadId;
    }

    /** Does a piece of work, on this thread. */
    void work(Runnable piece) {
        begin();
        try {
            piece.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        begunAt = System.nanoTime();
    }

    private synchronized void end() {
        workedNanos += System.nanoTime() - begunAt;
        yieldMoreIfLong(0);
    }

    /** Called now and then by who waits for its work. */
    synchronized void yieldMoreIfLong() {
        yieldMoreIfLong(System.nanoTime() - begunAt);
    }

    private void yieldMoreIfLong(long sinceBegun) {
        if (id != 0 && !isLowest && workedNanos + sinceBegun > LONG_NANOS) {
            isLowest = true;
            NiceValue.set(id, LOWEST);
        }
    }
}
