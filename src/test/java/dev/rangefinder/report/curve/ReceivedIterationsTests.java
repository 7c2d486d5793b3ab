package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.report.curve.ReceivedIterations.Stretch;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReceivedIterationsTests {

    private static final int ITERATIONS = 60;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void isEmptyAtFirst() {
        ReceivedIterations received = new ReceivedIterations();
        assertThat(received.through()).isEqualTo(-1);
        assertThat(received.has(0)).isFalse();
        assertThat(received.missing(10)).isEmpty();
    }

    @Test
    void stretchesThatTouchAreOne() {
        ReceivedIterations received = new ReceivedIterations();
        received.add(10, 12);
        received.add(13, 15);
        received.add(5, 9);
        assertThat(received.beyond()).containsExactly(new Stretch(5, 15));
        received.add(0, 4);
        assertThat(received.through()).isEqualTo(15);
        assertThat(received.beyond()).isEmpty();
    }

    @Test
    void saysWhatIsMissingTheLowestFirstAndNoMoreThanItIsAskedFor() {
        ReceivedIterations received = new ReceivedIterations();
        received.add(0, 1);
        received.add(5, 5);
        received.add(9, 20);
        assertThat(received.missing(10)).containsExactly(new Stretch(2, 4), new Stretch(6, 8));
        assertThat(received.missing(1)).containsExactly(new Stretch(2, 4));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdsTheSameIterationsAsASetOfThem(long seed) {
        Random random = new Random(seed);
        ReceivedIterations received = new ReceivedIterations();
        TreeSet<Long> set = new TreeSet<>();
        for (int i = 0; i < 25; i++) {
            long first = random.nextInt(ITERATIONS);
            long last = Math.min(ITERATIONS - 1, first + random.nextInt(6));
            received.add(first, last);
            LongStream.rangeClosed(first, last).forEach(set::add);
            assertSame(received, set);
            assertSame(copyOf(received), set);
        }
    }

    private static ReceivedIterations copyOf(ReceivedIterations received) {
        ReceivedIterations copy = new ReceivedIterations(received.through());
        received.beyond().forEach(stretch -> copy.add(stretch.first(), stretch.last()));
        return copy;
    }

    private static void assertSame(ReceivedIterations received, TreeSet<Long> set) {
        long through = LongStream.range(0, ITERATIONS + 1)
                        .filter(i -> !set.contains(i))
                        .findFirst()
                        .orElseThrow()
                - 1;
        assertThat(received.through()).isEqualTo(through);
        assertThat(LongStream.range(0, ITERATIONS).filter(received::has)).containsExactlyElementsOf(set);
        TreeSet<Long> missing = new TreeSet<>();
        received.missing(ITERATIONS)
                .forEach(gap -> LongStream.rangeClosed(gap.first(), gap.last()).forEach(missing::add));
        assertThat(missing)
                .containsExactlyElementsOf(LongStream.range(0, set.last())
                        .filter(i -> !set.contains(i))
                        .boxed()
                        .toList());
    }
}
