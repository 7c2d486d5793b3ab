package dev.rangefinder.faults;

import java.util.List;
import java.util.stream.DoubleStream;

/** Times that something took, in milliseconds, as quantiles. */
record Latency(String what, List<Double> millis) {

    String row() {
        return "| %s | %d | %.0f ms | %.0f ms | %.0f ms |%n"
                .formatted(what, millis.size(), quantile(0.5), quantile(0.99), quantile(1));
    }

    /** The smallest that so great a share does not exceed. */
    private double quantile(double share) {
        double[] sorted =
                millis.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    static String header() {
        return """
                | time | of | p50 | p99 | longest |
                |---|---|---|---|---|
                """;
    }
}
