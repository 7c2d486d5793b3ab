package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a server, which holds every answer against the contract. */
public final class Api {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Contract CONTRACT = new Contract();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;
    private final Duration patience;

    public Api(int port) {
        this(port, Duration.ofMinutes(2));
    }

    /** A client that gives up on a server that does not answer in time. */
    public Api(int port, Duration patience) {
        this.server = "http://127.0.0.1:" + port;
        this.patience = patience;
    }

    /** An answer that keeps the contract. */
    public record Answer(int status, String body, HttpResponse<String> response) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** Asserts the status; the body then explains a failure. */
        public Answer expect(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    /** Uploads a data set. */
    public Answer upload(UploadBody upload) {
        return upload("/v1/datasets", upload);
    }

    public Answer upload(String path, UploadBody upload, String... headers) {
        HttpRequest.Builder request = upload.request(URI.create(server + path));
        return answer("POST", path, headers.length == 0 ? request : request.headers(headers));
    }

    public Answer send(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(method, path, request);
    }

    /** Sends bytes as they are. */
    public Answer sendBytes(String method, String path, byte[] bytes) {
        return answer(
                method,
                path,
                HttpRequest.newBuilder(URI.create(server + path))
                        .method(method, BodyPublishers.ofByteArray(bytes))
                        .header("Content-Type", "application/octet-stream"));
    }

    private Answer answer(String method, String path, HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(patience).build(), BodyHandlers.ofString());
            assertThat(CONTRACT.violations(
                            method,
                            path.replaceFirst("\\?.*", ""),
                            response.statusCode(),
                            response.headers().firstValue("Content-Type").orElse(""),
                            response.body()))
                    .as("%s %s: %s", method, path, response.body())
                    .isEmpty();
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    /** Submits a range test and gives its path. */
    public String submit(String submission) {
        return post("/v1/range-tests", submission)
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    /** Waits until the range test is over, and gives it. */
    public JsonNode finished(String path) {
        for (int minutes = 0; minutes < 4; minutes++) {
            JsonNode rangeTest = get(path, "Prefer", "wait=60").expect(200).json();
            if (rangeTest.has("ended_at")) {
                return rangeTest;
            }
        }
        throw new AssertionError("not over after 4 minutes: " + get(path).body());
    }

    /** The curves as CSV, which is equal for equal curves. */
    public String csv(String path) {
        return get(path + "/curve", "Accept", "text/csv").expect(200).body();
    }
}
