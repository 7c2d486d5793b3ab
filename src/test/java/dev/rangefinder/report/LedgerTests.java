package dev.rangefinder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.report.Ledger.Stretch;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTests {

    private static final int ITERATIONS = 60;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void isEmptyAtFirst() {
        Ledger ledger = new Ledger();
        assertThat(ledger.through()).isEqualTo(-1);
        assertThat(ledger.has(0)).isFalse();
        assertThat(ledger.missing(10)).isEmpty();
    }

    @Test
    void stretchesThatTouchAreOne() {
        Ledger ledger = new Ledger();
        ledger.add(10, 12);
        ledger.add(13, 15);
        ledger.add(5, 9);
        assertThat(ledger.beyond()).containsExactly(new Stretch(5, 15));
        ledger.add(0, 4);
        assertThat(ledger.through()).isEqualTo(15);
        assertThat(ledger.beyond()).isEmpty();
    }

    @Test
    void saysWhatIsMissingTheLowestFirstAndNoMoreThanItIsAskedFor() {
        Ledger ledger = new Ledger();
        ledger.add(0, 1);
        ledger.add(5, 5);
        ledger.add(9, 20);
        assertThat(ledger.missing(10)).containsExactly(new Stretch(2, 4), new Stretch(6, 8));
        assertThat(ledger.missing(1)).containsExactly(new Stretch(2, 4));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdsTheSameIterationsAsASetOfThem(long seed) {
        Random random = new Random(seed);
        Ledger ledger = new Ledger();
        TreeSet<Long> set = new TreeSet<>();
        for (int i = 0; i < 25; i++) {
            long first = random.nextInt(ITERATIONS);
            long last = Math.min(ITERATIONS - 1, first + random.nextInt(6));
            ledger.add(first, last);
            LongStream.rangeClosed(first, last).forEach(set::add);
            assertSame(ledger, set);
            assertSame(copyOf(ledger), set);
        }
    }

    private static Ledger copyOf(Ledger ledger) {
        Ledger copy = new Ledger(ledger.through());
        ledger.beyond().forEach(stretch -> copy.add(stretch.first(), stretch.last()));
        return copy;
    }

    private static void assertSame(Ledger ledger, TreeSet<Long> set) {
        long through = LongStream.range(0, ITERATIONS + 1)
                        .filter(i -> !set.contains(i))
                        .findFirst()
                        .orElseThrow()
                - 1;
        assertThat(ledger.through()).isEqualTo(through);
        assertThat(LongStream.range(0, ITERATIONS).filter(ledger::has)).containsExactlyElementsOf(set);
        TreeSet<Long> missing = new TreeSet<>();
        ledger.missing(ITERATIONS)
                .forEach(gap -> LongStream.rangeClosed(gap.first(), gap.last()).forEach(missing::add));
        assertThat(missing)
                .containsExactlyElementsOf(LongStream.range(0, set.last())
                        .filter(i -> !set.contains(i))
                        .boxed()
                        .toList());
    }
}
