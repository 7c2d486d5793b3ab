package dev.rangefinder.schedule.render;

import java.io.IOException;
import java.io.OutputStream;

/** A part of a schedule as a JSON object a line, for readers that take one rate at a time. */
public final class RatesNdjson {

    private RatesNdjson() {}

    /** Writes the part, each rate times the multiplier, and leaves the stream open. */
    public static void write(ScheduleSlice part, double multiplier, OutputStream out) throws IOException {
        AsciiWriter lines = new AsciiWriter(out);
        boolean cyclesMomentum = part.cyclesMomentum();
        for (long index = 0; index < part.count(); index++) {
            lines.add("{\"iteration\":")
                    .add(part.iteration(index))
                    .add(",\"lr\":")
                    .addJson(part.rate(index) * multiplier);
            if (cyclesMomentum) {
                lines.add(",\"momentum\":").add(part.momentum(index).orElseThrow());
            }
            lines.add("}").end();
        }
        lines.flush();
    }
}
