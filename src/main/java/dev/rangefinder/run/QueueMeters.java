package dev.rangefinder.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many runs wait in the database and for how long, by the lane and the kind of device that they ask for. Looked up
 * now and then, however often they are scraped; while the database is away these meters are missing, and the others are
 * there.
 */
@Component
class QueueMeters {

    /** Fresh enough for an alarm; a scan of the index over what waits. */
    private static final int LOOK_EVERY_SECONDS = 5;

    static final String SQL = """
            select queue, count(*) as depth, extract(epoch from clock_timestamp() - min(not_before)) as oldest
            from run where state = 'QUEUED' and queue is not null group by queue""";

    private final JdbcClient jdbc;
    private final MultiGauge depth;
    private final MultiGauge oldest;

    /** Queues that were seen once are told as empty, not as missing. */
    private final Map<String, Waiting> waiting = new TreeMap<>(Map.of("* *", Waiting.NONE));

    QueueMeters(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.depth = MultiGauge.builder("rangefinder.queue.depth").register(meters);
        this.oldest = MultiGauge.builder("rangefinder.queue.oldest")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(fixedRate = LOOK_EVERY_SECONDS, timeUnit = TimeUnit.SECONDS)
    synchronized void look() {
        try {
            Map<String, Waiting> found = jdbc
                    .sql(SQL)
                    .query((row, number) -> Map.entry(
                            row.getString("queue"), new Waiting(row.getLong("depth"), row.getDouble("oldest"))))
                    .list()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            waiting.replaceAll((queue, before) -> Waiting.NONE);
            waiting.putAll(found);
            tell(waiting);
        } catch (DataAccessException databaseAway) {
            tell(Map.of());
        }
    }

    private void tell(Map<String, Waiting> queues) {
        depth.register(rows(queues, Waiting::depth), true);
        oldest.register(rows(queues, Waiting::oldestSeconds), true);
    }

    private static List<Row<?>> rows(Map<String, Waiting> queues, ToDoubleFunction<Waiting> value) {
        return queues.entrySet().stream()
                .<Row<?>>map(queue -> Row.of(tags(queue.getKey()), value.applyAsDouble(queue.getValue())))
                .toList();
    }

    private static Tags tags(String queue) {
        String[] asked = queue.replace("*", "any").split(" ", 2);
        return Tags.of("lane", asked[0], "device", asked[1].toLowerCase(Locale.ROOT));
    }

    /** What waits in one queue; a run that pauses before its next attempt has not waited yet. */
    private record Waiting(long depth, double oldestSeconds) {

        static final Waiting NONE = new Waiting(0, 0);

        Waiting {
            oldestSeconds = Math.max(oldestSeconds, 0);
        }
    }
}
