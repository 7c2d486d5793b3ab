package dev.rangefinder.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PrefetcherTests {

    private static final int BUFFERS = 3;

    private static Batch buffer() {
        return Batch.ofClasses(1, Float.BYTES);
    }

    private static void put(Batch batch, int number) {
        batch.clear();
        batch.add(new float[] {number});
        batch.addClass(number);
    }

    @Test
    void handsBatchesOutInTheOrderInWhichTheyAreFilled() {
        AtomicInteger number = new AtomicInteger();
        try (Prefetcher prefetcher =
                new Prefetcher(BUFFERS, PrefetcherTests::buffer, batch -> put(batch, number.getAndIncrement()))) {
            for (int i = 0; i < 1000; i++) {
                assertThat(prefetcher.next().label(0)).isEqualTo(i);
            }
        }
    }

    @Test
    void fillsAheadAsFarAsItHasBuffersAndNoFurther() {
        AtomicInteger filled = new AtomicInteger();
        try (Prefetcher prefetcher =
                new Prefetcher(BUFFERS, PrefetcherTests::buffer, batch -> put(batch, filled.getAndIncrement()))) {
            Batch first = prefetcher.next();
            Awaitility.await().until(() -> filled.get() == BUFFERS);
            assertThat(first.label(0))
                    .as("what is being trained on stays as it is")
                    .isZero();
            assertThat(prefetcher.next().label(0)).isEqualTo(1);
            Awaitility.await().until(() -> filled.get() == BUFFERS + 1);
        }
    }

    @Test
    void usesTheSameFewBuffersAgain() {
        Set<Batch> seen = ConcurrentHashMap.newKeySet();
        try (Prefetcher prefetcher = new Prefetcher(BUFFERS, PrefetcherTests::buffer, batch -> put(batch, 0))) {
            for (int i = 0; i < 100; i++) {
                seen.add(prefetcher.next());
            }
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(BUFFERS);
    }

    @Test
    void saysToWhoeverTrainsThatAFileCannotBeRead() {
        Semaphore first = new Semaphore(1);
        try (Prefetcher prefetcher = new Prefetcher(BUFFERS, PrefetcherTests::buffer, batch -> {
            if (!first.tryAcquire()) {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            }
            put(batch, 7);
        })) {
            assertThat(prefetcher.next().label(0)).isEqualTo(7);
            assertThatThrownBy(prefetcher::next).hasMessageContaining("the samples cannot be read: a fault occurred");
        }
    }
}
