package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTests {

    private static TrainerLine line(int iteration) {
        return new TrainerLine.Observed(List.of(new Observation(iteration, 0.1, Double.NaN, null, null)));
    }

    private static List<TrainerLine> lines(int count) {
        return IntStream.range(0, count).mapToObj(SpoolTests::line).toList();
    }

    private static List<TrainerLine> drained(Spool spool) throws Exception {
        List<TrainerLine> taken = new ArrayList<>();
        for (Optional<TrainerLine> next = spool.take(); next.isPresent(); next = spool.take()) {
            taken.add(next.get());
        }
        return taken;
    }

    /** 64 fit into memory; beyond that a file is used. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 65, 1000})
    void whatIsPutComesBackInOrderHoweverMuchItIs(int count) throws Exception {
        try (Spool spool = new Spool()) {
            for (TrainerLine line : lines(count)) {
                spool.put(line);
            }
            spool.end();
            assertThat(drained(spool)).isEqualTo(lines(count));
        }
    }

    @Test
    void theOrderHoldsWhileItGrowsAndShrinksAcrossTheFile() throws Exception {
        Random random = new Random(7);
        List<TrainerLine> taken = new ArrayList<>();
        int put = 0;
        try (Spool spool = new Spool()) {
            while (put < 5000) {
                for (int i = random.nextInt(200); i > 0; i--) {
                    spool.put(line(put++));
                }
                for (int i = random.nextInt(Math.min(200, put - taken.size()) + 1); i > 0; i--) {
                    taken.add(spool.take().orElseThrow());
                }
            }
            spool.end();
            taken.addAll(drained(spool));
        }
        assertThat(taken).isEqualTo(lines(put));
    }

    @Test
    void whoeverWaitsIsWokenByALineAndByTheEnd() throws Exception {
        try (Spool spool = new Spool()) {
            CompletableFuture<List<TrainerLine>> reader = CompletableFuture.supplyAsync(() -> {
                try {
                    return drained(spool);
                } catch (Exception exception) {
                    throw new IllegalStateException(exception);
                }
            });
            spool.put(line(0));
            spool.put(line(1));
            spool.end();
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(lines(2));
        }
    }
}
