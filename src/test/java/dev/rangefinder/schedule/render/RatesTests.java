package dev.rangefinder.schedule.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.ScheduleWarnings;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

class RatesTests {

    private static final List<Schedule> SCHEDULES = List.of(
            new Fixed(0.1),
            new Triangular(0.001, 0.006, 7, 11),
            new Triangular2(1e-9, 0.7, 13, 5),
            new Ladder(1e-7, 10, 300, Spacing.EXPONENTIAL),
            new Ladder(0, 0.04, 300, Spacing.LINEAR));

    private static final ScheduleSlice UNENDING =
            new ScheduleSlice(new Triangular(0.001, 0.006, 2000, 2000), 1L << 53, 0, 1L << 53, 1);

    @ParameterizedTest
    @FieldSource("SCHEDULES")
    void everyFormSaysTheRatesOfTheSchedulePastItsEndTooBitForBit(Schedule schedule) throws IOException {
        ScheduleSlice part = new ScheduleSlice(schedule, 400, 3, 210, 2);
        double[] expected = LongStream.range(0, 210)
                .map(i -> Math.min(3 + 2 * i, 399))
                .mapToDouble(schedule::learningRate)
                .toArray();

        assertThat(json(part, 1)
                        .get("rates")
                        .valueStream()
                        .mapToDouble(JsonNode::doubleValue)
                        .toArray())
                .containsExactly(expected);
        assertThat(doubles(bytes(part, 0, RatesBytes.length(part) - 1))).containsExactly(expected);
        assertThat(text(out -> RatesCsv.write(part, 1, out))
                        .lines()
                        .skip(1)
                        .map(line -> line.split(","))
                        .mapToDouble(cells -> Double.parseDouble(cells[1]))
                        .toArray())
                .containsExactly(expected);
        assertThat(text(out -> RatesNdjson.write(part, 1, out))
                        .lines()
                        .map(Json.MAPPER::readTree)
                        .mapToDouble(line -> line.get("lr").doubleValue())
                        .toArray())
                .containsExactly(expected);
    }

    @Test
    void aPartIsASliceOfTheWhole() throws IOException {
        Schedule schedule = new Triangular2(0.001, 0.006, 20, 20);
        byte[] whole = bytes(new ScheduleSlice(schedule, 500, 0, 500, 1), 0, 3999);
        byte[] part = bytes(new ScheduleSlice(schedule, 500, 123, 77, 1), 0, 77 * 8 - 1);
        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 123 * 8, 200 * 8));
    }

    @Test
    void theJsonIsTheScheduleThenTheQuestionThenTheRates() throws IOException {
        ScheduleSlice part = new ScheduleSlice(new Triangular(0, 1, 2, 2), 6, 1, 3, 2);
        List<ScheduleWarnings.Warning> warnings = List.of(new ScheduleWarnings.Warning("code", "message"));
        assertThat(text(out -> RatesJson.write(part, 2, null, warnings, out)))
                .isEqualTo("{\"policy\":\"triangular\",\"base_lr\":0.0,\"max_lr\":1.0,\"step_size_up\":2,"
                        + "\"step_size_down\":2,\"window\":\"linear\",\"iterations\":6,\"ends_mid_cycle\":true,\"from\":1,\"every\":2,"
                        + "\"multiplier\":2.0,\"rates\":[1.0,1.0,1.0],"
                        + "\"warnings\":[{\"code\":\"code\",\"message\":\"message\"}]}");
    }

    @Test
    void theJsonLeavesOutWhatIsNotSo() throws IOException {
        assertThat(text(out -> RatesJson.write(new ScheduleSlice(new Fixed(0.5), 2, 0, 0, 1), 1, null, List.of(), out)))
                .isEqualTo(
                        "{\"policy\":\"fixed\",\"lr\":0.5,\"iterations\":2,\"from\":0,\"rates\":[],\"warnings\":[]}");
    }

    @ParameterizedTest
    @CsvSource({"100, false", "200, true"})
    void theIterationsOfTheRunAreNotThoseOfTheLadder(long iterations, boolean differ) throws IOException {
        JsonNode json = json(new ScheduleSlice(new Ladder(0.1, 1, 100, Spacing.LINEAR), iterations, 0, 1, 1), 1);
        assertThat(json.get("iterations").longValue()).isEqualTo(iterations);
        assertThat(json.has("policy_iterations")).isEqualTo(differ);
        assertThat(json.path("policy_iterations").asLong(100)).isEqualTo(100);
    }

    @Test
    void csvHasALineForEveryRate() throws IOException {
        ScheduleSlice part = new ScheduleSlice(new Triangular(0, 1, 2, 2), 4, 2, 3, 1);
        assertThat(text(out -> RatesCsv.write(part, 0.5, out))).isEqualTo("iteration,lr\n2,0.5\n3,0.25\n4,0.25\n");
    }

    @Test
    void ndjsonHasAnObjectForEveryRate() throws IOException {
        ScheduleSlice part = new ScheduleSlice(new Triangular(0, 1, 2, 2), 4, 2, 2, 1);
        assertThat(text(out -> RatesNdjson.write(part, 1, out)))
                .isEqualTo("{\"iteration\":2,\"lr\":1.0}\n{\"iteration\":3,\"lr\":0.5}\n");
    }

    @Test
    void whatJsonHasNoNumberForIsAString() throws IOException {
        ScheduleSlice part = new ScheduleSlice(new Fixed(1e308), 2, 0, 2, 1);
        assertThat(text(out -> RatesNdjson.write(part, 10, out)))
                .isEqualTo("{\"iteration\":0,\"lr\":\"Infinity\"}\n{\"iteration\":1,\"lr\":\"Infinity\"}\n");
        assertThat(json(part, 10).get("rates").toString()).isEqualTo("[\"Infinity\",\"Infinity\"]");
        assertThat(text(out -> RatesCsv.write(part, 10, out))).endsWith("1,Infinity\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 159999", "0, 0", "3, 12", "7, 8", "65535, 65536", "65533, 140001", "1, 65537", "159993, 159999"})
    void aRangeOfBytesMayCutThroughARate(int first, int last) throws IOException {
        ScheduleSlice part = new ScheduleSlice(new Triangular2(0.001, 0.006, 200, 300), 20_000, 0, 20_000, 1);
        ByteBuffer whole = ByteBuffer.allocate(160_000).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.range(0, 20_000).forEach(i -> whole.putDouble(part.schedule().learningRate(i)));
        assertThat(bytes(part, first, last)).isEqualTo(Arrays.copyOfRange(whole.array(), first, last + 1));
    }

    @Test
    void noBytesAreWrittenOfAnEmptyPartAndNonePastTheEnd() throws IOException {
        ScheduleSlice empty = new ScheduleSlice(new Fixed(1), 10, 0, 0, 1);
        assertThat(bytes(empty, 0, -1)).isEmpty();
        assertThatThrownBy(() -> bytes(empty, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes(new ScheduleSlice(new Fixed(1), 10, 0, 2, 1), 8, 16))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Nothing that gathers its rates first would ever write a byte of 2^53. */
    @Test
    void theRatesOfAnUnendingRunAreWrittenAsTheyAreComputed() {
        for (RatesWriter writing : writings(UNENDING)) {
            Sink reader = new Sink(1_000_000);
            assertThatThrownBy(() -> writing.to(reader)).isInstanceOf(ReaderGone.class);
            assertThat(reader.largestWrite).isLessThanOrEqualTo(64 * 1024);
        }
    }

    @Test
    void aRateCostsNextToNoMemory() throws IOException {
        int rates = 10_000_000;
        ScheduleSlice part = new ScheduleSlice(new Triangular(0.001, 0.006, 2000, 2000), rates, 0, rates, 1);
        for (RatesWriter writing : writings(part)) {
            long before = allocatedBytes();
            writing.to(new Sink(Long.MAX_VALUE));
            assertThat(allocatedBytes() - before).isLessThan(4L * rates);
        }
    }

    private static List<RatesWriter> writings(ScheduleSlice part) {
        return List.of(
                out -> RatesBytes.write(part, 1, 0, RatesBytes.length(part) - 1, out),
                out -> RatesJson.write(part, 1, null, List.of(), out),
                out -> RatesCsv.write(part, 1, out),
                out -> RatesNdjson.write(part, 1, out));
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private interface RatesWriter {
        void to(OutputStream out) throws IOException;
    }

    private static final class ReaderGone extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final class Sink extends OutputStream {

        private long left;
        private int largestWrite;

        Sink(long left) {
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            largestWrite = Math.max(largestWrite, length);
            if (left < 0) {
                throw new ReaderGone();
            }
        }
    }

    private static JsonNode json(ScheduleSlice part, double multiplier) throws IOException {
        return Json.MAPPER.readTree(text(out -> RatesJson.write(part, multiplier, null, List.of(), out)));
    }

    private static byte[] bytes(ScheduleSlice part, long first, long last) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RatesBytes.write(part, 1, first, last, out);
        return out.toByteArray();
    }

    private static double[] doubles(byte[] bytes) {
        double[] doubles = new double[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(doubles);
        return doubles;
    }

    private static String text(RatesWriter writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(out);
        return out.toString(UTF_8);
    }
}
