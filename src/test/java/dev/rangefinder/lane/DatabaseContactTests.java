package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseContactTests {

    private long nanos = 17;
    private final DatabaseContact contact = new DatabaseContact(Duration.ofSeconds(10), () -> nanos);

    private void after(double seconds) {
        nanos += (long) (seconds * 1e9);
        contact.made();
    }

    private void afterEachOf(int seconds) {
        for (int i = 0; i < seconds; i++) {
            after(1);
        }
    }

    @Test
    void aServerWaitsOneLeaseAfterItsFirstContact() {
        assertThat(contact.isSettled()).isFalse();
        contact.made();
        afterEachOf(9);
        assertThat(contact.isSettled()).isFalse();
        after(1);
        assertThat(contact.isSettled()).isTrue();
    }

    @Test
    void anOutageStartsTheWaitAgain() {
        contact.made();
        afterEachOf(20);
        contact.lost();
        assertThat(contact.isSettled()).isFalse();
        after(1);
        afterEachOf(9);
        assertThat(contact.isSettled()).isFalse();
        after(1);
        assertThat(contact.isSettled()).isTrue();
    }

    /** A server that was frozen noticed no outage, and the others may have been frozen too. */
    @Test
    void aLongGapStartsTheWaitAgain() {
        contact.made();
        afterEachOf(20);
        nanos += 5_100_000_000L;
        assertThat(contact.isSettled()).as("before it was noticed").isFalse();
        contact.made();
        assertThat(contact.isSettled()).isFalse();
        afterEachOf(10);
        assertThat(contact.isSettled()).isTrue();
    }
}
