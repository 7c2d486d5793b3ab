package dev.rangefinder.shared.web.heavy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.format.ImageArchives;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Requests that compute for long: they hold up no others, are bounded, and end with their client. */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.heavy.places=1",
            "rangefinder.heavy.in-line=1",
            "rangefinder.heavy.streams=2"
        })
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HeavyRequestsIntegrationTests {

    private static final String ENDLESS = "/rates?count=10000000";

    @LocalServerPort
    private int port;

    @Autowired
    private HeavyWork heavy;

    private Api api;

    private String schedule;

    @BeforeEach
    void keepASchedule() {
        api = new Api(port);
        schedule = api.post("/v1/schedules", """
                        {"schedule": {"policy": "triangular", "base_lr": 0.001, "max_lr": 0.006, "step_size_up": 2000},
                         "iterations": 9007199254740992}""").header("Location").orElseThrow();
    }

    /** The carrier of a virtual thread, by the name that the kernel keeps; its nice value is the 17th behind the name. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void requestsGoBehindTrainers() throws IOException {
        api.get("/v1/lanes").expect(200);

        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            assertThat(threads)
                    .extracting(thread -> Files.readString(thread.resolve("stat")))
                    .filteredOn(stat -> stat.contains("(ForkJoinPool-"))
                    .extracting(
                            stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16])
                    .contains("5");
        }
    }

    /** As many as there are processors would keep every carrier, were they virtual threads. */
    @Test
    void whateverComputesTheCheapRoutesAnswer() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch computing = new CountDownLatch(4);
        List<Thread> requests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            requests.add(Thread.startVirtualThread(() -> heavy.answer(() -> compute(computing, over))));
            requests.add(Thread.startVirtualThread(() -> heavy.aside(() -> compute(computing, over))));
        }
        requests.add(Thread.startVirtualThread(() -> receive(computing, over)));
        for (String path : List.of("/v1/lanes", "/v1/range-tests", "/v1/datasets", schedule)) {
            assertThat(api.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(liveness()).isEqualTo(200);
        assertThat(api.get(schedule + "/rates?count=100").status()).isEqualTo(200);
        Api.Answer refused = api.get(schedule + "/rates?count=1000").expect(503);
        assertThat(refused.json().get("type").asString()).endsWith(":too-busy");
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(refused.header("ETag")).isEmpty();
        assertThat(refused.header("Cache-Control").orElse("")).doesNotContain("immutable");
        over.set(true);
        for (Thread request : requests) {
            request.join();
        }
        api.get(schedule + "/rates?count=1000").expect(200);
    }

    private int liveness() throws IOException {
        URL probe = URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness")
                .toURL();
        return ((HttpURLConnection) probe.openConnection()).getResponseCode();
    }

    private void receive(CountDownLatch computing, AtomicBoolean over) {
        try {
            heavy.receive(() -> compute(computing, over));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int compute(CountDownLatch computing, AtomicBoolean over) {
        computing.countDown();
        int turns = 0;
        while (!over.get()) {
            turns++;
        }
        return turns;
    }

    @Test
    void noAnswerIsEndless() {
        for (String accept :
                List.of("application/json", "text/csv", "application/x-ndjson", "application/octet-stream")) {
            for (String query : List.of("", "?count=10000001", "?count=9007199254740992")) {
                Api.Answer refused = api.get(schedule + "/rates" + query, "Accept", accept);
                assertThat(refused.expect(400)
                                .json()
                                .get("errors")
                                .get(0)
                                .get("pointer")
                                .asString())
                        .isEqualTo("?count");
                assertThat(refused.header("ETag")).isEmpty();
            }
        }
        assertThat(api.get(schedule + "/rates", "Accept", "application/octet-stream", "Range", "bytes=8-23")
                        .status())
                .isEqualTo(206);
        assertThat(api.get(schedule + "/rates", "Accept", "application/octet-stream", "Range", "bytes=8-")
                        .status())
                .isEqualTo(400);
        assertThat(api.get(schedule + "/rates", "Accept", "image/svg+xml").status())
                .isEqualTo(200);
    }

    /** Both threads of long answers are taken by clients that leave, and come back. */
    @Test
    void aLongAnswerEndsWhenItsClientLeaves() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (Socket socket = connected()) {
                socket.getOutputStream()
                        .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
                                .formatted(schedule + ENDLESS)
                                .getBytes(StandardCharsets.US_ASCII));
                while (statusLine(socket).contains("503")) {
                    socket.getOutputStream()
                            .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
                                    .formatted(schedule + ENDLESS)
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        untilAnswered(() -> api.get(schedule + "/rates?count=1000").status());
    }

    /** Reading six million pixels 160 times would keep the only place for half a minute. */
    @Test
    void anUploadEndsWhenItsClientLeaves() throws Exception {
        byte[] image = ImageArchives.image("png", 2500, 2500, Color.BLACK);
        ImageArchives archive = new ImageArchives();
        for (int i = 0; i < 40; i++) {
            archive.with("a/%d.png".formatted(i), image).with("b/%d.png".formatted(i), image);
        }
        UploadBody upload = new UploadBody(List.of())
                .field("name", "left-alone")
                .field("format", "image_folder")
                .field("height", "8")
                .field("width", "8")
                .file("train", archive.bytes())
                .file("test", archive.bytes());
        for (int i = 0; i < 2; i++) { // the second waits in the line
            try (Socket socket = connected()) {
                send(upload, socket.getOutputStream());
            }
        }
        untilAnswered(() -> api.upload(UploadBody.small("after-those-who-left")).status());
        assertThat(api.get("/v1/datasets").body()).doesNotContain("left-alone");
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static String statusLine(Socket socket) throws IOException {
        byte[] beginning = new byte[16];
        int read = socket.getInputStream().readNBytes(beginning, 0, beginning.length);
        return new String(beginning, 0, read, StandardCharsets.US_ASCII);
    }

    private static void untilAnswered(Status status) {
        int answer = status.get();
        while (answer == 503) {
            answer = status.get();
        }
        assertThat(answer).isBetween(200, 201);
    }

    private interface Status {
        int get();
    }

    private static void send(UploadBody upload, OutputStream out) throws Exception {
        HttpRequest request =
                upload.request(URI.create("http://localhost/v1/datasets")).build();
        HttpRequest.BodyPublisher body = request.bodyPublisher().orElseThrow();
        List<ByteBuffer> blocks = new ArrayList<>();
        CountDownLatch whole = new CountDownLatch(1);
        body.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer block) {
                blocks.add(block);
            }

            @Override
            public void onError(Throwable failure) {
                throw new IllegalStateException(failure);
            }

            @Override
            public void onComplete() {
                whole.countDown();
            }
        });
        whole.await();
        int length = blocks.stream().mapToInt(ByteBuffer::remaining).sum();
        out.write("POST /v1/datasets HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(request.headers().firstValue("Content-Type").orElseThrow(), length)
                .getBytes(StandardCharsets.US_ASCII));
        for (ByteBuffer block : blocks) {
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            out.write(bytes);
        }
        out.flush();
    }
}
