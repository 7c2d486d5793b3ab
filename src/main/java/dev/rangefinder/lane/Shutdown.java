package dev.rangefinder.lane;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of this server's lanes, in two steps: nothing new begins, and then nothing goes on. */
final class Shutdown {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch graceOver = new CountDownLatch(1);

    void begin() {
        begun.countDown();
    }

    void endGrace() {
        begin();
        graceOver.countDown();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    boolean isGraceOver() {
        return graceOver.getCount() == 0;
    }

    /** Waits, but not beyond the beginning of the end. */
    void pauseIdle(Duration duration) {
        pause(begun, duration);
    }

    /** Waits, but not beyond the end of the grace. */
    void pauseAtWork(Duration duration) {
        pause(graceOver, duration);
    }

    private void pause(CountDownLatch until, Duration duration) {
        try {
            boolean ignored = until.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            endGrace();
        }
    }
}
