package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.render.RatesBytes;
import dev.rangefinder.shared.web.ImmutableAnswer;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.MediaType;

/** A form that rates can be sent in. */
sealed interface RatesFormat {

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
            answer.text(type, rates.tag(type), isLong, out -> writer.write(rates, out));
        }
    }

    /** Rates as they are in memory, any range of them. */
    record Bytes(MediaType type) implements RatesFormat {

        @Override
        public void send(Rates rates, ImmutableAnswer answer) throws IOException {
            answer.bytes(
                    type,
                    rates.tag(type),
                    RatesBytes.length(rates.part()),
                    (first, last, out) -> RatesBytes.write(rates.part(), rates.multiplier(), first, last, out));
        }
    }
}
