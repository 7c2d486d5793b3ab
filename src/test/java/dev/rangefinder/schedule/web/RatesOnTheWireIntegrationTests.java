package dev.rangefinder.schedule.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What only bytes show: ranges and compression. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RatesOnTheWireIntegrationTests {

    private static final int RATES = 3000;

    private static final String BYTES = "application/octet-stream";

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private Api api;

    private String path;

    @BeforeEach
    void keepASchedule() {
        path = api.post("/v1/schedules", """
                {"schedule": {"policy": "triangular", "base_lr": 0.001, "max_lr": 0.007, "step_size_up": 700,
                 "step_size_down": 800}, "iterations": %d, "multipliers": {"head": 3}}""".formatted(RATES))
                        .header("Location")
                        .orElseThrow()
                + "/rates";
    }

    private HttpResponse<byte[]> get(String query, String... headers) throws IOException, InterruptedException {
        return send("GET", query, headers);
    }

    private HttpResponse<byte[]> send(String method, String query, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .headers(headers)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] expected(double multiplier) {
        Triangular schedule = new Triangular(0.001, 0.007, 700, 800);
        ByteBuffer bytes = ByteBuffer.allocate(RATES * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < RATES; i++) {
            bytes.putDouble(schedule.learningRate(i) * multiplier);
        }
        return bytes.array();
    }

    @Test
    void theWholeIsItsDoubles() throws Exception {
        HttpResponse<byte[]> answer = get("", "Accept", BYTES, "Accept-Encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(expected(1));
        assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(8L * RATES);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(get("?group=head", "Accept", BYTES).body()).isEqualTo(expected(3));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-7, 0, 7",
        "bytes=3-3, 3, 3",
        "bytes=3-20, 3, 20",
        "bytes=8191-8192, 8191, 8192",
        "bytes=1-23998, 1, 23998",
        "bytes=23990-, 23990, 23999",
        "bytes=23999-99999, 23999, 23999",
        "bytes=-9, 23991, 23999",
        "bytes=-99999, 0, 23999"
    })
    void aRangeIsThoseBytesOfTheWhole(String range, int first, int last) throws Exception {
        HttpResponse<byte[]> answer = get("", "Accept", BYTES, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes %d-%d/24000".formatted(first, last));
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(last - first + 1);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(expected(1), first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=24000-", "bytes=24000-24001", "bytes=-0"})
    void aRangeBehindTheEndIsRefused(String range) throws Exception {
        HttpResponse<byte[]> answer = get("", "Accept", BYTES, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */24000");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(get("?count=0", "Accept", BYTES, "Range", "bytes=0-").statusCode())
                .isEqualTo(416);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "bytes=5-2", "rates=0-1", "nonsense"})
    void aRangeThatIsNotOneIsTheWhole(String range) throws Exception {
        assertThat(get("", "Accept", BYTES, "Range", range).statusCode()).isEqualTo(200);
    }

    @Test
    void aRangeOfSomethingElseIsTheWhole() throws Exception {
        String tag = get("", "Accept", BYTES).headers().firstValue("ETag").orElseThrow();
        assertThat(get("", "Accept", BYTES, "Range", "bytes=0-7", "If-Range", tag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(get("", "Accept", BYTES, "Range", "bytes=0-7", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("", "Accept", BYTES, "Range", "bytes=0-7", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void noRatesAreNoBytes() throws Exception {
        HttpResponse<byte[]> answer = get("?count=0", "Accept", BYTES);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/csv"})
    void longTextsAreCompressedForThoseWhoTakeIt(String form) throws Exception {
        HttpResponse<byte[]> plain = get("", "Accept", form);
        HttpResponse<byte[]> compressed = get("", "Accept", form, "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.headers().firstValue("Vary").orElseThrow()).contains("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
        String tag = compressed.headers().firstValue("ETag").orElseThrow();
        assertThat(plain.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
        assertThat(get("", "Accept", form, "Accept-Encoding", "gzip", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("", "Accept", form, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"?count=10, gzip", "'', gzip;q=0", "'', br", "'', gzip ; q=0.00"})
    void otherTextsAreNot(String query, String encoding) throws Exception {
        assertThat(get(query, "Accept-Encoding", encoding).headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void headSaysHowMuchThereIs() throws Exception {
        HttpResponse<byte[]> head = send("HEAD", "", "Accept", BYTES);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(8L * RATES);
        assertThat(send("HEAD", "?count=9007199254740992", "Accept", "text/csv").statusCode())
                .isEqualTo(200);
    }
}
