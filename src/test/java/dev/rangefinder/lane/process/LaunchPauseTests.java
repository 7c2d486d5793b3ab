package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaunchPauseTests {

    private final AtomicLong now = new AtomicLong(-7);
    private final LaunchPause pause = new LaunchPause(now::get);

    private void passes(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    @Test
    void thereIsNoneBeforeALaunchHasFailed() {
        assertThat(pause.left()).isZero();
        assertThat(pause.reason()).isEmpty();
    }

    @Test
    void saysWhyTheLastLaunchFailedUntilATrainerSpeaks() {
        pause.begin("quota exceeded");
        pause.begin("no such image");
        assertThat(pause.reason()).contains("no such image");
        passes(Duration.ofHours(1));
        assertThat(pause.reason()).contains("no such image");
        pause.end();
        assertThat(pause.reason()).isEmpty();
    }

    @Test
    void doublesFromOneSecondToFiveMinutes() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(pause.begin("quota exceeded")).isEqualTo(Duration.ofSeconds(seconds));
            passes(Duration.ofSeconds(seconds));
            assertThat(pause.left()).isZero();
        }
    }

    @Test
    void failuresOfSeveralSlotsAtOnceAreOne() {
        assertThat(pause.begin("quota exceeded")).isEqualTo(Duration.ofSeconds(1));
        passes(Duration.ofMillis(400));
        assertThat(pause.begin("quota exceeded")).isEqualTo(Duration.ofMillis(600));
        passes(Duration.ofMillis(600));
        assertThat(pause.begin("quota exceeded")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aTrainerThatSpeaksEndsIt() {
        pause.begin("quota exceeded");
        passes(Duration.ofSeconds(1));
        pause.begin("quota exceeded");
        pause.end();
        assertThat(pause.left()).isZero();
        assertThat(pause.begin("quota exceeded")).isEqualTo(Duration.ofSeconds(1));
    }
}
