package dev.rangefinder.lane;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a lane, which cuts every wait short. */
final class Closing {

    private final CountDownLatch latch = new CountDownLatch(1);

    void begin() {
        latch.countDown();
    }

    boolean hasBegun() {
        return latch.getCount() == 0;
    }

    /** Waits, but not beyond the beginning of the end. */
    void pause(Duration duration) {
        try {
            boolean ignored = latch.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            begin();
        }
    }
}
