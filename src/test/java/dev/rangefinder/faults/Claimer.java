package dev.rangefinder.faults;

import dev.rangefinder.RangefinderApplication;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server without lanes that claims, from the end of its stdin on, until the queue is empty. */
final class Claimer {

    static final String READY = "ready to claim";

    /** More never trains at a time on a server of that many slots. */
    private static final int SLOTS = 16;

    private Claimer() {}

    /** Takes settings of a server. */
    public static void main(String[] settings) throws IOException {
        String[] all = Stream.concat(
                        Arrays.stream(settings),
                        Stream.of("--rangefinder.lanes=", "--rangefinder.sample.enabled=false", "--server.port=0"))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = SpringApplication.run(RangefinderApplication.class, all)) {
            RunQueue queue = context.getBean(RunQueue.class);
            Offer offer = new Offer("local", DeviceKind.CPU);
            UUID server = UUID.randomUUID();
            System.out.println(READY);
            while (System.in.read() >= 0) {
                // until its end
            }
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            for (int claims = 1; queue.claim(offer, server).isPresent(); claims++) {
                if (claims % SLOTS == 0) {
                    end(jdbc, server);
                }
            }
        }
    }

    /** Takes the runs of a server for succeeded, without any of what else that means. */
    static void end(JdbcClient jdbc, UUID server) {
        jdbc.sql("""
                        update run set state = 'SUCCEEDED', owner = null, lease_until = null, ended_at = now()
                        where owner = :server and state = 'RUNNING'""").param("server", server).update();
    }
}
