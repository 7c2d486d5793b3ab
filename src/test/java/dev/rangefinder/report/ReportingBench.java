package dev.rangefinder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * How many observations a second are stored that come over HTTP, beside Optuna's {@code trial.report} into the same
 * PostgreSQL, which is durable ({@code fsync} on), and beside an endpoint of the same server that reads the same bodies
 * and does nothing. Server, PostgreSQL and clients share the machine.
 */
@Tag("bench")
class ReportingBench {

    private static final int[] REPORTERS = {1, 4, 16};
    private static final int[] BATCHES = {1, 10, 100, 1000};
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration MEASURED = Duration.ofSeconds(5);

    /** How long a reporter that does not wait for the disk keeps what it may have to say again. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    /** As many as a range test may have: none ends while it is measured. */
    private static final int ITERATIONS = 1_000_000;

    private static final String OPTUNA = """
            import sys, time, multiprocessing, optuna
            optuna.logging.set_verbosity(optuna.logging.ERROR)
            url, reporters, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])

            def report(name, ready, count):
                trial = optuna.load_study(study_name=name, storage=url).ask()
                trial.report(1.0, 0)
                ready.wait()
                begin, step = time.monotonic(), 1
                while time.monotonic() - begin < seconds:
                    trial.report(2.0 - step * 1e-6, step)
                    step += 1
                with count.get_lock():
                    count.value += step - 1

            name = f"bench-{reporters}"
            optuna.create_study(study_name=name, storage=url)
            ready, count = multiprocessing.Barrier(reporters), multiprocessing.Value("l", 0)
            processes = [multiprocessing.Process(target=report, args=(name, ready, count)) for _ in range(reporters)]
            for process in processes: process.start()
            for process in processes: process.join()
            print(count.value / seconds)
            """;

    @TempDir
    private Path directory;

    /** What is measured. */
    private enum Mode {
        /** Every answer waits until its observations are on the disk. */
        DURABLE,
        /** One answer a second does. */
        DURABLE_ONCE_A_SECOND,
        /** Nothing is done: the most that this server can do over HTTP. */
        NOTHING
    }

    /** An endpoint that only reads. */
    static class Limit {

        static final String PATH = "/limits/nothing";

        private static final byte[] ANSWER =
                "{\"state\":\"running\",\"stop\":false,\"received_through\":1,\"durable\":false}"
                        .getBytes(StandardCharsets.US_ASCII);

        @Bean
        SimpleUrlHandlerMapping limit() {
            HttpRequestHandler nothing = (request, response) -> {
                request.getInputStream().transferTo(OutputStream.nullOutputStream());
                response.setContentType("application/json");
                response.getOutputStream().write(ANSWER);
            };
            return new SimpleUrlHandlerMapping(Map.of(PATH, nothing), -1);
        }
    }

    @Test
    void reports() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                ServerProcess server = start(postgres)) {
            Api api = server.ready();
            for (int batch :
                    BATCHES) { // a server that has been at it for a while: what is compiled first is not measured
                for (Mode mode : Mode.values()) {
                    cell(server.port(), api, 4, batch, mode, WARM_UP.multipliedBy(5));
                }
            }
            for (int reporters : REPORTERS) {
                double optuna = optuna(postgres, reporters);
                System.out.printf(Locale.ROOT, "%2d reporters: Optuna's trial.report %.0f/s%n", reporters, optuna);
                for (int batch : BATCHES) {
                    for (Mode mode : Mode.values()) {
                        cell(server.port(), api, reporters, batch, mode, WARM_UP);
                        tell(
                                reporters,
                                batch,
                                mode,
                                optuna,
                                cell(server.port(), api, reporters, batch, mode, MEASURED));
                    }
                }
            }
        }
    }

    private ServerProcess start(EmbeddedPostgres postgres) {
        List<String> settings = new ArrayList<>(List.of(
                "--rangefinder.data.directory=" + directory.resolve("data"),
                "--rangefinder.lanes.local.enabled=false",
                "--rangefinder.report.reports=10000000",
                "--spring.main.sources=" + Limit.class.getName()));
        new TestDatabase.Location(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres")
                .properties()
                .forEach((name, value) -> settings.add("--%s=%s".formatted(name, value)));
        return ServerProcess.start(directory, List.of(), settings);
    }

    /** Reported values a second; not a number where Optuna is missing. */
    private double optuna(EmbeddedPostgres postgres, int reporters) throws Exception {
        Path script = Files.writeString(directory.resolve("optuna_report.py"), OPTUNA);
        String url = "postgresql+psycopg2://postgres:postgres@localhost:%d/postgres".formatted(postgres.getPort());
        Process process = new ProcessBuilder(
                        "/usr/bin/python3",
                        script.toString(),
                        url,
                        Integer.toString(reporters),
                        Long.toString(MEASURED.toSeconds()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Optional<String> last = said.lines().reduce((before, line) -> line);
        return process.exitValue() == 0 ? Double.parseDouble(last.orElseThrow()) : Double.NaN;
    }

    private static void tell(int reporters, int batch, Mode mode, double optuna, Cell cell) {
        System.out.printf(
                Locale.ROOT,
                "%2d reporters, batches of %4d, %-21s: %7.0f observations/s, answers p50 %.2f ms, p99 %.2f ms, %.1f x Optuna%n",
                reporters,
                batch,
                mode.name().toLowerCase(Locale.ROOT),
                cell.perSecond(),
                cell.millis(0.5),
                cell.millis(0.99),
                cell.perSecond() / optuna);
    }

    /** What was measured: how many observations in how long, and how long each answer took. */
    private record Cell(long observations, double seconds, long[] nanos) {

        double perSecond() {
            return observations / seconds;
        }

        double millis(double quantile) {
            return nanos[(int) (quantile * (nanos.length - 1))] / 1e6;
        }
    }

    private static Cell cell(int port, Api api, int reporters, int batch, Mode mode, Duration time) throws Exception {
        List<String> paths = IntStream.range(0, reporters)
                .mapToObj(i -> api.submit("""
                        {"execution": "reported",
                         "workload": {"description": "bench", "batch_size": 1, "iterations_per_epoch": 1},
                         "sweep": {"start_lr": 0.0001, "end_lr": 2, "iterations": %d}}""".formatted(ITERATIONS)))
                .toList();
        long begin = System.nanoTime();
        List<long[]> nanos = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(reporters)) {
            List<Future<long[]>> all = new ArrayList<>();
            for (String path : paths) {
                all.add(threads.submit(
                        () -> report(port, path + "/observations", batch, mode, begin + time.toNanos())));
            }
            for (Future<long[]> one : all) {
                nanos.add(one.get());
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] sorted = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        paths.forEach(path -> api.post(path + ":cancel", null).expect(202));
        return new Cell((long) sorted.length * batch, seconds, sorted);
    }

    /**
     * Reports until the time is over, each batch when the one before is answered; at the end all of it is on the disk.
     */
    private static long[] report(int port, String path, int batch, Mode mode, long endNanos) {
        LongStream.Builder took = LongStream.builder();
        try (Connection connection = new Connection(port, mode == Mode.NOTHING ? Limit.PATH : path)) {
            long durableNanos = System.nanoTime();
            long next = 0;
            for (boolean isLast = false; !isLast; next += batch) {
                long begin = System.nanoTime();
                isLast = begin >= endNanos || next + 2L * batch >= ITERATIONS;
                boolean isDurable = mode == Mode.DURABLE || isLast || begin - durableNanos > KEPT.toNanos();
                byte[] body = body(next, batch, isDurable);
                long sent = System.nanoTime();
                String answer = connection.post(body);
                long answered = System.nanoTime();
                took.add(answered - sent);
                durableNanos = isDurable ? answered : durableNanos;
                if (isDurable
                        && mode != Mode.NOTHING
                        && !answer.contains("\"received_through\":%d,\"durable\":true".formatted(next + batch - 1))) {
                    throw new IOException(answer);
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return took.build().toArray();
    }

    private static byte[] body(long first, int batch, boolean isDurable) {
        StringBuilder json = new StringBuilder(batch * 70 + 30).append("{\"observations\":[");
        for (int i = 0; i < batch; i++) {
            long iteration = first + i;
            json.append(i == 0 ? "" : ",")
                    .append("{\"iteration\":")
                    .append(iteration)
                    .append(",\"loss\":")
                    .append(2 - iteration * 1e-6 + 0.01 * Math.sin(iteration * 12.9898))
                    .append(",\"accuracy\":0.")
                    .append(100 + iteration % 800)
                    .append('}');
        }
        json.append("],\"durable\":").append(isDurable).append('}');
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A client that costs next to nothing: one connection, one request at a time. */
    private static final class Connection implements AutoCloseable {

        private final int port;
        private final String head;
        private Socket socket;
        private OutputStream out;
        private BufferedInputStream in;

        Connection(int port, String path) throws IOException {
            this.port = port;
            connect();
            head = "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                    .formatted(path);
        }

        private void connect() throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
            in = new BufferedInputStream(socket.getInputStream());
        }

        String post(byte[] body) throws IOException {
            byte[] start = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] request = Arrays.copyOf(start, start.length + body.length);
            System.arraycopy(body, 0, request, start.length, body.length);
            out.write(request);
            String status = line();
            int length = -1;
            boolean isChunked = false;
            boolean isLast = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
                isChunked |= lower.startsWith("transfer-encoding: chunked");
                isLast |= lower.startsWith("connection: close");
            }
            String answer = isChunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.US_ASCII);
            if (!status.contains(" 200") || !answer.contains("\"stop\":false")) {
                throw new IOException(status + ": " + answer);
            }
            if (isLast) { // Tomcat lets a connection go after a hundred requests
                close();
                connect();
            }
            return answer;
        }

        private String chunks() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                text.append(new String(in.readNBytes(size), StandardCharsets.US_ASCII));
                line();
            }
            line();
            return text.toString();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the server has gone");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
