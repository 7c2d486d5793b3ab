package dev.rangefinder.shared.web.heavy;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of a server the requests that compute for long may take.
 *
 * @param places how many uploads are read at once, and how many answers computed; 0 for {@link #placesOfThisMachine}
 * @param inLine how many wait for a place; a hundred that take a second each are answered within a minute
 * @param patience how long a request waits for a place, after which a client is told to come again: as long as proxies wait for an answer
 * @param limit of one piece of work, and of one long answer: a gigabyte of photographs takes three minutes
 * @param streams long answers at once: each holds half a megabyte, for as long as its client reads
 */
@ConfigurationProperties("rangefinder.heavy")
record HeavySettings(
        @DefaultValue("0") int places,
        @DefaultValue("100") int inLine,
        @DefaultValue("1m") Duration patience,
        @DefaultValue("10m") Duration limit,
        @DefaultValue("64") int streams) {

    /**
     * The largest image that is taken has a hundred megabytes of pixels, and is turned over once or twice; the largest
     * curve takes as much.
     */
    private static final long BYTES_OF_A_PLACE = 768L << 20;

    HeavySettings {
        Check.fields()
                .between("places", places, 0, 1000)
                .between("in-line", inLine, 0, 100_000)
                .that(patience.toMillis() >= 1, "patience", patience, "1 ms or more")
                .that(limit.toMillis() >= 1, "limit", limit, "1 ms or more")
                .between("streams", streams, 1, 10_000)
                .orThrow();
    }

    int placesOrAuto() {
        return places > 0
                ? places
                : placesOfThisMachine(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory());
    }

    /** Half of the processors, but two, so that one long upload does not hold up all else; fewer in a small heap. */
    static int placesOfThisMachine(int processors, long heapBytes) {
        return Math.clamp(heapBytes / BYTES_OF_A_PLACE, 1, Math.max(2, processors / 2));
    }
}
