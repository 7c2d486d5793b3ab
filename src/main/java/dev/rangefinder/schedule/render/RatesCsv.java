package dev.rangefinder.schedule.render;

import java.io.IOException;
import java.io.OutputStream;

/** A part of a schedule as CSV: {@code iteration,lr}, and {@code momentum} where the policy cycles it. */
public final class RatesCsv {

    private RatesCsv() {}

    /** Writes the part, each rate times the multiplier, and leaves the stream open. */
    public static void write(ScheduleSlice part, double multiplier, OutputStream out) throws IOException {
        AsciiWriter lines = new AsciiWriter(out);
        boolean cyclesMomentum = part.cyclesMomentum();
        lines.add(cyclesMomentum ? "iteration,lr,momentum" : "iteration,lr").end();
        for (long index = 0; index < part.count(); index++) {
            lines.add(part.iteration(index)).add(",").add(part.rate(index) * multiplier);
            if (cyclesMomentum) {
                lines.add(",").add(part.momentum(index).orElseThrow());
            }
            lines.end();
        }
        lines.flush();
    }
}
