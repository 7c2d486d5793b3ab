package dev.rangefinder.shared.web.heavy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What computes for long: where, how much of it, and until when. */
class HeavyWorkTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final HeavyWork heavy = with(1, 1, LONG, LONG, 1);

    private final CountDownLatch free = new CountDownLatch(1);

    private static HeavyWork with(int places, int inLine, Duration patience, Duration limit, int streams) {
        return new HeavyWork(new HeavySettings(places, inLine, patience, limit, streams));
    }

    @AfterEach
    void end() {
        free.countDown();
        heavy.destroy();
    }

    /** Takes a place, or one in the line, from another thread. */
    private CompletableFuture<String> occupy(HeavyWork work, CountDownLatch begun) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(work.compute(() -> {
                    begun.countDown();
                    await(free);
                    return Thread.currentThread().toString();
                }));
            } catch (IOException | RuntimeException exception) {
                result.completeExceptionally(exception);
            }
        });
        return result;
    }

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException();
        }
    }

    @Test
    void itComputesOnAThreadOfThePlatform() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> thread = occupy(heavy, begun);
        begun.await();
        free.countDown();
        assertThat(thread.get()).startsWith("Thread[").contains("answer-0");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itLeavesTheProcessorsToOthers() throws IOException {
        assertThat(heavy.compute(HeavyWorkTests::nice)).isEqualTo("10");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatComputesForLongLeavesThemMoreAndHandsThatOnToNoOther() throws IOException {
        String atLast = heavy.compute(() -> {
            long end = System.nanoTime() + LONG.toNanos();
            while (!nice().equals("19") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return nice();
        });
        assertThat(atLast).isEqualTo("19");
        Awaitility.await()
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> heavy.compute(HeavyWorkTests::nice).equals("10"));
    }

    private static String nice() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
    }

    @Test
    void othersWaitInALineAndWhatIsTooMuchIsRefused() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture<String> first = occupy(heavy, begun);
        CompletableFuture<String> second = occupy(heavy, begun);
        CompletableFuture<String> third = occupy(heavy, begun);
        CompletableFuture<Object> refused = CompletableFuture.anyOf(
                first.exceptionally(HeavyWorkTests::name),
                second.exceptionally(HeavyWorkTests::name),
                third.exceptionally(HeavyWorkTests::name));
        assertThat(refused.get()).isEqualTo("TooBusyException");
        free.countDown();
        begun.await();
    }

    private static String name(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    @Test
    void anUploadWaitsForNoAnswerAndALongAnswerForNeither() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> answer = occupy(heavy, begun);
        begun.await();
        assertThat(heavy.receive(() -> "upload")).isEqualTo("upload");
        AtomicBoolean written = new AtomicBoolean();
        heavy.write(() -> written.set(true));
        assertThat(written).isTrue();
        assertThat(answer).isNotDone();
    }

    @Test
    void aClientIsToldToComeAgainWhenNoPlaceBecomesFree() throws Exception {
        HeavyWork impatient = with(1, 1, Duration.ofMillis(1), LONG, 1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> first = occupy(impatient, begun);
        begun.await();
        assertThatThrownBy(() -> impatient.compute(() -> "never")).isInstanceOf(HeavyWork.TooBusyException.class);
        free.countDown();
        assertThat(first.get()).contains("answer-0");
        impatient.destroy();
    }

    /** The request, and what it has open, must outlast the work. */
    @Test
    void whatTakesTooLongHasEndedWhenItIsRefused() {
        HeavyWork strict = with(1, 0, LONG, Duration.ofMillis(1), 1);
        AtomicBoolean ended = new AtomicBoolean();
        assertThatThrownBy(() -> strict.compute(() -> {
                    try {
                        await(free);
                        return "never";
                    } finally {
                        ended.set(true);
                    }
                }))
                .isInstanceOf(HeavyWork.TookTooLongException.class);
        assertThat(ended).isTrue();
        strict.destroy();
    }

    /** Else it would look whole. */
    @Test
    void aLongAnswerThatTakesTooLongBreaksOff() {
        HeavyWork strict = with(1, 0, LONG, Duration.ofMillis(1), 1);
        assertThatThrownBy(() -> strict.write(() -> await(free))).isExactlyInstanceOf(IOException.class);
        strict.destroy();
    }

    @Test
    void failuresAreThoseOfTheWork() {
        assertThatThrownBy(() -> heavy.compute(() -> {
                    throw new IOException("of the disk");
                }))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("of the disk");
        assertThatThrownBy(() -> heavy.answer(() -> {
                    throw new IllegalArgumentException("of the value");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    /** What has a place may wait for a connection; what has a connection and waited for a place would hold that up. */
    @Test
    void aTransactionNeverWaitsForAPlace() {
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThatThrownBy(() -> heavy.answer(() -> "never")).isInstanceOf(IllegalStateException.class);
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
    }

    @Test
    void placesGoByProcessorsAndHeap() {
        assertThat(HeavySettings.placesOfThisMachine(1, 8L << 30)).isEqualTo(2);
        assertThat(HeavySettings.placesOfThisMachine(16, 32L << 30)).isEqualTo(8);
        assertThat(HeavySettings.placesOfThisMachine(16, 1L << 30)).isEqualTo(1);
        assertThat(HeavySettings.placesOfThisMachine(2, 64L << 20)).isEqualTo(1);
    }
}
