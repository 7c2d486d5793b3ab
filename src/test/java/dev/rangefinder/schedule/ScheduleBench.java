package dev.rangefinder.schedule;

import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.core.JsonGenerator;

/** How fast rates are computed and served, each figure beside a limit measured in the same run. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
@Import(ScheduleBench.Limits.class)
@Tag("bench")
class ScheduleBench {

    private static final int RATES = 1_000_000;
    private static final int ROUNDS = 15;
    private static final String WRK_SECONDS = "5s";
    private static final String SCHEDULE = """
            {"schedule": {"policy": "triangular2", "base_lr": 0.001, "max_lr": 0.006, "step_size": 2000},
             "iterations": 100000000}""";

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    /** What the same server can do at most. */
    @TestConfiguration
    @RestController
    static class Limits {

        private static final byte[] BYTES = new byte[RATES * Double.BYTES];
        private static final int BLOCK = 64 * 1024;

        @GetMapping("/limits/bytes")
        ResponseEntity<StreamingResponseBody> bytes() {
            return ResponseEntity.ok().contentLength(BYTES.length).body(out -> {
                for (int from = 0; from < BYTES.length; from += BLOCK) {
                    out.write(BYTES, from, Math.min(BLOCK, BYTES.length - from));
                }
            });
        }

        @GetMapping("/limits/empty")
        ResponseEntity<Void> empty() {
            return ResponseEntity.noContent().build();
        }
    }

    @Test
    void pureFunctions() throws RunnerException {
        RatesBench.main(new String[0]);
    }

    /** Torch's scheduler beside ours over as many steps, where python3 has torch. */
    @Test
    void besideTorch() throws IOException, InterruptedException {
        Process torch = new ProcessBuilder("python3", "-W", "ignore", "-c", """
                import time, torch
                o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
                s = torch.optim.lr_scheduler.CyclicLR(o, 0.001, 0.006, 2000, mode='triangular2', cycle_momentum=False)
                o.step()
                for _ in range(10000): s.step()
                t = time.perf_counter()
                for _ in range(100000): s.step()
                print((time.perf_counter() - t) / 100000 * 1e9)
                """)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(torch.getInputStream().readAllBytes()).strip();
        if (torch.waitFor() != 0) {
            System.out.println("python3 has no torch here: not compared");
            return;
        }
        double theirs = Double.parseDouble(printed);
        double ours = Math.min(nanosAValue(), nanosAValue());
        System.out.printf("torch's CyclicLR.step() %.0f ns, ours %.1f ns, ratio %.5f%n", theirs, ours, ours / theirs);
    }

    private static double nanosAValue() {
        Schedule schedule = new Triangular2(0.001, 0.006, 2000, 2000);
        int values = 10_000_000;
        double sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < values; i++) {
            sum += schedule.learningRate(i);
        }
        double nanos = (double) (System.nanoTime() - start) / values;
        if (sum <= 0) {
            throw new IllegalStateException("the sum keeps the loop from being left out");
        }
        return nanos;
    }

    @Test
    void overHttp() throws IOException, InterruptedException {
        String path = stored();
        String rates = path + "/rates?count=" + RATES;

        double[] octets =
                interleaved(() -> seconds(rates, "application/octet-stream"), () -> seconds("/limits/bytes", "*/*"));
        System.out.printf(
                "10^6 rates as octet-stream: %.1f ms, the same bytes from memory %.1f ms, speed ratio %.2f%n",
                octets[0] * 1e3, octets[1] * 1e3, octets[1] / octets[0]);

        double[] json = interleaved(() -> seconds(rates, "application/json"), ScheduleBench::formatting);
        System.out.printf(
                "10^6 rates as JSON: %.1f ms, formatting alone %.1f ms, speed ratio %.2f%n",
                json[0] * 1e3, json[1] * 1e3, json[1] / json[0]);

        System.out.printf("heap growth while 10^8 rates are streamed: %.1f MB%n", heapGrowth(path) / 1e6);

        String tag =
                response(path, "application/json").headers().firstValue("ETag").orElseThrow();
        double empty = perSecond("/limits/empty");
        System.out.printf(
                "requests/s: empty endpoint %.0f, 304 %.2f of it, single rate %.2f of it%n",
                empty,
                perSecond(path, "-H", "If-None-Match: " + tag) / empty,
                perSecond(path + "/rates/12345") / empty);
    }

    private String stored() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/schedules"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SCHEDULE))
                .build();
        return client.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private HttpResponse<InputStream> response(String path, String form) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Accept", form)
                        .build(),
                BodyHandlers.ofInputStream());
    }

    /**
     * From the request to the last byte, by curl's own clock, which writes them to nowhere. A client in the server's
     * process would share its heap and its compiler, and no trainer does.
     */
    private double seconds(String path, String form) {
        String address = "http://127.0.0.1:" + port + path;
        try {
            Process curl = new ProcessBuilder(
                            "curl", "-sf", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Accept: " + form, address)
                    .start();
            String printed = new String(curl.getInputStream().readAllBytes());
            if (curl.waitFor() != 0) {
                throw new IllegalStateException("curl ended with " + curl.exitValue());
            }
            return Double.parseDouble(printed);
        } catch (IOException | InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** The doubles of the same schedule through Jackson's fast writer into nothing. */
    private static double formatting() {
        ScheduleSlice part = new ScheduleSlice(new Triangular2(0.001, 0.006, 2000, 2000), 100_000_000, 0, RATES, 1);
        double[] rates = new double[RATES];
        Arrays.setAll(rates, part::rate);
        long start = System.nanoTime();
        try (JsonGenerator json = Json.MAPPER.createGenerator(OutputStream.nullOutputStream())) {
            json.writeArray(rates, 0, RATES);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Medians of two measurements taken in turns, after as many that do not count. */
    private static double[] interleaved(DoubleSupplier one, DoubleSupplier other) {
        double[] ones = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            double first = one.getAsDouble();
            double second = other.getAsDouble();
            if (round >= 0) {
                ones[round] = first;
                others[round] = second;
            }
        }
        Arrays.sort(ones);
        Arrays.sort(others);
        return new double[] {ones[ROUNDS / 2], others[ROUNDS / 2]};
    }

    /** What is still alive after collections during the transfer, above what was alive before. */
    private double heapGrowth(String path) throws IOException, InterruptedException {
        long before = alive();
        long peak = before;
        try (InputStream body =
                response(path + "/rates", "application/octet-stream").body()) {
            byte[] block = new byte[1 << 20];
            long next = 0;
            long read = 0;
            for (int count = body.read(block); count >= 0; count = body.read(block)) {
                read += count;
                if (read >= next) {
                    peak = Math.max(peak, alive());
                    next += 100_000_000;
                }
            }
        }
        return peak - before;
    }

    private static long alive() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** By wrk (Debian's package), one thread and 16 connections. */
    private double perSecond(String path, String... header) throws IOException, InterruptedException {
        String address = "http://127.0.0.1:" + port + path;
        String[] command = header.length == 0
                ? new String[] {"wrk", "-t1", "-c16", "-d" + WRK_SECONDS, address}
                : new String[] {"wrk", "-t1", "-c16", "-d" + WRK_SECONDS, header[0], header[1], address};
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        Matcher figure = Pattern.compile("Requests/sec:\\s+([0-9.]+)").matcher(output);
        if (!figure.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(figure.group(1));
    }
}
