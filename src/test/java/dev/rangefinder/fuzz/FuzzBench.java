package dev.rangefinder.fuzz;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** {@code bench/fuzz}: asks a server that runs for as many requests as it is told. */
final class FuzzBench {

    private FuzzBench() {}

    /** The address, how many requests, the seed, and how many at a time. */
    public static void main(String[] args) throws InterruptedException {
        Fuzz fuzz = new Fuzz(args[0], Long.parseLong(args[2]), Set.of());
        long most = Long.parseLong(args[1]);
        AtomicLong number = new AtomicLong();
        long began = System.nanoTime();
        Thread[] clients = IntStream.range(0, Integer.parseInt(args[3]))
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        for (long next = number.getAndIncrement(); next < most; next = number.getAndIncrement()) {
                            fuzz.request(next);
                        }
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread client : clients) {
            client.join();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(
                "%d requests in %d s, %.0f a second; answers by status %s%n%d findings%n",
                most,
                took.toSeconds(),
                most * 1e9 / took.toNanos(),
                fuzz.statuses(),
                fuzz.findings().size());
        fuzz.findings().forEach((kind, request) -> System.out.printf("- %s%n    %s%n", kind, request));
        System.exit(fuzz.findings().isEmpty() ? 0 : 1);
    }
}
