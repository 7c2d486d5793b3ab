package dev.rangefinder.faults;

import dev.rangefinder.RangefinderApplication;
import dev.rangefinder.run.DeviceKind;
import dev.rangefinder.run.Offer;
import dev.rangefinder.run.RunQueue;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A server without lanes that claims, from the end of its stdin on, until the queue is empty. */
final class Claimer {

    static final String READY = "ready to claim";

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
            while (queue.claim(offer, server).isPresent()) {
                // until none is left
            }
        }
    }
}
