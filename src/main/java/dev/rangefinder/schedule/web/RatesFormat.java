package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.render.RatesBytes;
import dev.rangefinder.schedule.render.SchedulePicture;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.immutable.ImmutableAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;

/** A form that rates can be sent in. */
sealed interface RatesFormat {

    /**
     * In one answer: more iterations than almost any training has, a few hundred megabytes of text, ten seconds of a
     * processor where they are compressed.
     */
    long MOST_RATES = 10_000_000;

    MediaType type();

    void send(Rates rates, ImmutableAnswer answer) throws IOException;

    /** Rates in words, compressed where it pays. */
    record Text(MediaType type, Writer writer) implements RatesFormat {

        /** About 4 KB: a shorter answer is a packet or two as it is. */
        private static final int LONG_COUNT = 256;

        interface Writer {
            void write(Rates rates, OutputStream out) throws IOException;
        }

        @Override
        public void send(Rates rates, ImmutableAnswer answer) throws IOException {
            boolean isLong = rates.part().count() >= LONG_COUNT;
            if (rates.part().count() > MOST_RATES && !answer.isHead()) {
                throw tooMany(rates.part().count());
            }
            answer.text(type, rates.tag(type), isLong, out -> writer.write(rates, out));
        }
    }

    /** Rates as they are in memory, any range of them. */
    record Bytes(MediaType type) implements RatesFormat {

        @Override
        public void send(Rates rates, ImmutableAnswer answer) throws IOException {
            try {
                answer.bytes(
                        type,
                        rates.tag(type),
                        RatesBytes.length(rates.part()),
                        MOST_RATES * Double.BYTES,
                        (first, last, out) -> RatesBytes.write(rates.part(), rates.multiplier(), first, last, out));
            } catch (ImmutableAnswer.TooLongException tooLong) {
                throw tooMany(tooLong.bytes() / Double.BYTES);
            }
        }
    }

    /** A picture, whose size does not go by the number of rates. */
    record Picture(MediaType type, HeavyWork heavy) implements RatesFormat {

        /** Of fewer rates it is drawn faster than it could be given to another thread. */
        private static final int MANY_RATES = 10_000;

        @Override
        public void send(Rates rates, ImmutableAnswer answer) throws IOException {
            boolean isHeavy = rates.part().count() > MANY_RATES && !answer.isHead();
            byte[] svg = isHeavy ? heavy.compute(() -> draw(rates)) : draw(rates);
            answer.text(type, rates.tag(type), false, out -> out.write(svg));
        }

        private static byte[] draw(Rates rates) {
            return SchedulePicture.of(rates.part(), rates.multiplier()).svg().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static InvalidValuesException tooMany(long count) {
        return new InvalidValuesException(List.of(new Violation(
                "count",
                count,
                "at most %d rates in one answer; from says where the next begins".formatted(MOST_RATES))));
    }
}
