package dev.rangefinder.fuzz;

import java.time.Duration;

/** {@code bench/fuzz}: asks a server that runs for as many requests as it is told. */
final class FuzzBench {

    /** After so many requests it says how far it is. */
    private static final long SAYS_EVERY = 100_000;

    private FuzzBench() {}

    /** The address, how many requests, the seed, and how many at a time. */
    public static void main(String[] args) throws InterruptedException {
        Fuzz fuzz = new Fuzz(args[0], Long.parseLong(args[2]), System.getenv("RANGEFINDER_KEY"));
        long most = Long.parseLong(args[1]);
        long began = System.nanoTime();
        fuzz.requests(Integer.parseInt(args[3]), number -> {
            if (number > 0 && number < most && number % SAYS_EVERY == 0) {
                say(number, fuzz, began);
            }
            return number < most;
        });
        say(most, fuzz, began);
        fuzz.slowest(8).forEach((route, seconds) -> System.out.printf("%8.1f s %s%n", seconds, route));
        fuzz.findings().forEach((kind, request) -> System.out.printf("- %s%n    %s%n", kind, request));
        System.exit(fuzz.findings().isEmpty() ? 0 : 1);
    }

    private static void say(long sent, Fuzz fuzz, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(
                "%d requests in %d s, %.0f a second; answers by status %s; %d findings%n",
                sent,
                took.toSeconds(),
                sent * 1e9 / took.toNanos(),
                fuzz.statuses(),
                fuzz.findings().size());
    }
}
