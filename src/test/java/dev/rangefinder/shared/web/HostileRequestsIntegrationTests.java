package dev.rangefinder.shared.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Contract;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Whatever is sent to whichever route, the answer is one that the contract names, and no defect. */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.heavy.places=1",
            "rangefinder.heavy.in-line=1",
            "rangefinder.heavy.streams=2"
        })
class HostileRequestsIntegrationTests {

    private static final String UNKNOWN_ID = "01a2162c-23dd-7c69-999b-c788e2729e4f";

    private static final String THOUSAND_DIGITS = "9".repeat(1001);

    private static final List<String> IDS = List.of(
            UNKNOWN_ID,
            "7",
            "%00",
            "%ff",
            "%25",
            "..%2f..",
            "%F0%9F%92%A9",
            UNKNOWN_ID + ";a=b",
            UNKNOWN_ID + ";",
            UNKNOWN_ID + "%3B",
            UNKNOWN_ID.toUpperCase(Locale.ROOT),
            THOUSAND_DIGITS,
            "x".repeat(9000));

    private static final List<String> QUERIES =
            List.of("nonsense=1", "=", "&&", "%00=1", "a=%ff", "a=" + "x".repeat(9000));

    private static final List<String> VALUES = List.of(
            "%00",
            "",
            "x",
            "-1",
            "1.5",
            "NaN",
            "1e999999999",
            "0x10",
            "%ED%A0%80",
            "a%3Ab",
            "%2B1000000000-12-31T00:00:00Z",
            THOUSAND_DIGITS);

    private static final List<Map.Entry<String, String>> HEADERS = List.of(
            Map.entry("Accept", "text/html"),
            Map.entry("Accept", "nonsense"),
            Map.entry("Accept", "*/*;q=0"),
            Map.entry("Accept", "application/json;charset=utf-16"),
            Map.entry("Accept", "application/json;charset=bogus"),
            Map.entry("Accept", "application/problem+json"),
            Map.entry("Accept-Charset", "utf-16"),
            Map.entry("Content-Type", "nonsense"),
            Map.entry("Content-Type", "text/plain"),
            Map.entry("Content-Type", "application/*"),
            Map.entry("Content-Type", "application/*+json"),
            Map.entry("Content-Type", "*/*"),
            Map.entry("Content-Type", "application/json;charset=utf-16"),
            Map.entry("Content-Type", "application/json;charset=bogus"),
            Map.entry("Content-Type", "multipart/form-data"),
            Map.entry("Content-Type", "application/x-www-form-urlencoded"),
            Map.entry("Content-Encoding", "gzip"),
            Map.entry("Idempotency-Key", "k".repeat(300)),
            Map.entry("If-None-Match", "*"),
            Map.entry("If-None-Match", "\"unfinished"),
            Map.entry("Range", "bytes=5-2"),
            Map.entry("Last-Event-ID", "nonsense"),
            Map.entry("Prefer", "wait=x"),
            Map.entry("X-Long", "x".repeat(9000)));

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[]",
            "\"x\"",
            "{",
            "{}",
            "\uFEFF{}",
            "{} {}",
            "{\"name\": 1, \"name\": 2}",
            "{\"name\": \"a\\u0000b\"}",
            "{\"a\\u0000b\": 1}",
            "{\"name\": \"\\ud800\"}",
            "{\"tags\": {\"a\": \"\\u0000\"}}",
            "{\"seed\": " + THOUSAND_DIGITS + "}",
            "{\"seed\": 0." + THOUSAND_DIGITS + "}",
            "{\"seed\": 1e999999999}",
            "{\"repeats\": 1e" + THOUSAND_DIGITS + "}",
            "{\"iterations\": NaN}",
            "[".repeat(100_000));

    private final Contract contract = new Contract();

    @LocalServerPort
    private int port;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    /** What {@link Api} holds against the contract already; and a defect is never an answer. */
    private void send(String route, String path, String body, String... headers) {
        String method = route.split(" ", 2)[0];
        assertThat(api.send(method, path, body, headers).status())
                .as("%s %.200s", method, path)
                .isLessThan(500);
    }

    private static String path(String route, String id) {
        return route.split(" ", 2)[1]
                .replace("{iteration}", "0")
                .replaceFirst("\\{\\w+}", id.replace("$", "\\$"))
                .replace("{form}", "svg");
    }

    private static String body(String route) {
        return route.startsWith("POST") ? "{}" : null;
    }

    @Test
    void whatAGetSendsBesideItsAddressIsOfNoMatter() {
        String schedule = api.post(
                        "/v1/schedules", "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 100}")
                .header("Location")
                .orElseThrow();
        for (String path : List.of(schedule, schedule + "/rates", schedule + "/rates.png")) {
            api.get(path, "Content-Type", "application/*").expect(200);
            api.get(path, "Content-Type", "nonsense").expect(200);
            api.send("GET", path, "a body").expect(200);
        }
    }

    @Test
    void pathsThatCannotBe() {
        for (String route : contract.routes()) {
            IDS.forEach(id -> send(route, path(route, id), body(route)));
        }
    }

    /** Else the route behind it would be another one, which has no such method. */
    @Test
    void aParameterInThePathIsRefusedByName() {
        for (String route :
                contract.routes().stream().filter(r -> r.contains("{")).toList()) {
            String method = route.split(" ", 2)[0];
            Api.Answer answer = api.send(method, path(route, UNKNOWN_ID + ";a=b"), body(route));
            assertThat(answer.status()).as(route).isEqualTo(400);
            assertThat(answer.json().get("type").asString()).isEqualTo("urn:rangefinder:problem:bad-request");
        }
    }

    @Test
    void queriesThatCannotBe() {
        for (String route : contract.routes()) {
            QUERIES.forEach(query -> send(route, path(route, UNKNOWN_ID) + "?" + query, body(route)));
            for (String name : contract.queryParameters(route)) {
                String parameter = path(route, UNKNOWN_ID) + "?" + name + "=";
                VALUES.forEach(value -> send(route, parameter + value, body(route)));
                send(route, parameter + "1&" + name + "=2", body(route));
            }
        }
    }

    /** A server that refused it half read would reset the connection, sometimes before the answer arrives. */
    @Test
    void aLongAddressIsReadWholeAndRefusedByItsReason() {
        Api.Answer answer = api.get("/v1/range-tests?wrong=" + "x".repeat(40_000));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asString()).startsWith("?wrong is ");
    }

    @Test
    void headersThatCannotBe() {
        for (String route : contract.routes()) {
            for (Map.Entry<String, String> header : HEADERS) {
                boolean isOfBody = header.getKey().equals("Content-Type");
                send(route, path(route, UNKNOWN_ID), isOfBody ? null : body(route), header.getKey(), header.getValue());
            }
        }
    }

    /** Of another site, or of another server on this machine. */
    @Test
    void whatAForeignPageAsksForIsRefused() {
        List<Map.Entry<String, String>> foreign = List.of(
                Map.entry("Origin", "http://evil.example"),
                Map.entry("Origin", "null"),
                Map.entry("Origin", "http://localhost:1"),
                Map.entry("Origin", "no address"),
                Map.entry("Sec-Fetch-Site", "cross-site"),
                Map.entry("Sec-Fetch-Site", "same-site"));
        for (String route : contract.routes()) {
            for (Map.Entry<String, String> header : foreign) {
                Api.Answer answer = api.send(
                        route.split(" ", 2)[0],
                        path(route, UNKNOWN_ID),
                        body(route),
                        header.getKey(),
                        header.getValue());
                assertThat(answer.status()).as("%s %s", route, header).isEqualTo(403);
                assertThat(answer.json().get("type").asString()).endsWith(":foreign-request");
                assertThat(answer.json().get("detail").asString())
                        .contains(header.getKey() + " is " + header.getValue());
            }
        }
    }

    /**
     * The name of a site that leads to this machine: the page is of that site, and so a browser sees nothing foreign in
     * it.
     */
    @Test
    void aNameThatIsNotTheServicesIsRefused() throws IOException {
        for (String route : contract.routes()) {
            assertThat(statusLine(route, "evil.example")).as(route).isEqualTo("HTTP/1.1 403 ");
        }
        for (String own : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST.", "10.1.2.3")) {
            assertThat(statusLine("GET /v1/lanes", own + ":" + port)).as(own).isEqualTo("HTTP/1.1 200 ");
        }
    }

    private String statusLine(String route, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(route.split(" ", 2)[0], path(route, UNKNOWN_ID), host)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void thePageItselfAndALinkToItAreServed() {
        String own = "http://127.0.0.1:" + port;
        api.get("/v1/lanes", "Origin", own, "Sec-Fetch-Site", "same-origin").expect(200);
        api.get("/v1/lanes", "Sec-Fetch-Site", "none").expect(200);
        api.get("/v1/lanes", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
                .expect(200);
        api.get("/v1/lanes", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe")
                .expect(403);
    }

    @Test
    void whatChangesIsNotKept() {
        for (String path : List.of("/v1/range-tests", "/v1/datasets", "/v1/models", "/v1/lanes", "/v1/nowhere")) {
            assertThat(api.get(path).header("Cache-Control")).as(path).contains("no-store");
            assertThat(api.get(path).header("X-Content-Type-Options")).as(path).contains("nosniff");
        }
    }

    @Test
    void bodiesThatCannotBe() {
        for (String route : contract.routes()) {
            if (route.startsWith("POST")) {
                BODIES.forEach(body -> send(route, path(route, UNKNOWN_ID), body));
            }
        }
    }

    @Test
    void formsThatCannotBe() {
        for (String route : contract.routes()) {
            if (!route.startsWith("GET")) {
                send(route, path(route, UNKNOWN_ID), "%zz=%", "Content-Type", "application/x-www-form-urlencoded");
            }
        }
    }
}
