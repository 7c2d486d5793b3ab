package dev.rangefinder.testing;

import dev.rangefinder.dataset.format.IdxBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A multipart body, part by part, and the request that carries it. */
public record UploadBody(List<Part> parts) {

    private static final String BOUNDARY = "a-boundary-that-is-in-no-file";

    /** Three images for training and two for testing, in three classes. */
    public static UploadBody small(String name) {
        return new UploadBody(List.of())
                .field("name", name)
                .field("format", "idx")
                .file("train_images", IdxBytes.images(3, 4, 5))
                .file("train_labels", IdxBytes.labels(0, 2, 1))
                .file("test_images", IdxBytes.images(2, 4, 5))
                .file("test_labels", IdxBytes.labels(2, 0));
    }

    public UploadBody field(String name, String value) {
        return and(new Part(
                name, "Content-Disposition: form-data; name=\"" + name + "\"", BodyPublishers.ofString(value)));
    }

    public UploadBody file(String name, byte[] bytes) {
        return file(name, BodyPublishers.ofByteArray(bytes));
    }

    public UploadBody file(String name, BodyPublisher bytes) {
        return and(new Part(
                name,
                "Content-Disposition: form-data; name=\"%s\"; filename=\"%s.idx\"\r\nContent-Type: application/octet-stream"
                        .formatted(name, name),
                bytes));
    }

    public UploadBody without(String name) {
        return new UploadBody(parts.stream()
                .filter(Predicate.not(part -> part.name().equals(name)))
                .toList());
    }

    public UploadBody withFile(String name, byte[] bytes) {
        return without(name).file(name, bytes);
    }

    public UploadBody withField(String name, String value) {
        return without(name).field(name, value);
    }

    public HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body());
    }

    private BodyPublisher body() {
        List<BodyPublisher> publishers = new ArrayList<>();
        for (Part part : parts) {
            publishers.add(BodyPublishers.ofString("--" + BOUNDARY + "\r\n" + part.header() + "\r\n\r\n"));
            publishers.add(part.content());
            publishers.add(BodyPublishers.ofString("\r\n"));
        }
        publishers.add(BodyPublishers.ofString("--" + BOUNDARY + "--\r\n"));
        return BodyPublishers.concat(publishers.toArray(BodyPublisher[]::new));
    }

    /** The beginning of a request whose body ends in the middle of a file. */
    public static byte[] brokenOff(String host) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("""
                POST /v1/datasets HTTP/1.1\r
                Host: %s\r
                Content-Type: multipart/form-data; boundary=%s\r
                Content-Length: 1000000\r
                \r
                --%s\r
                Content-Disposition: form-data; name="train_images"; filename="images.idx"\r
                \r
                """.formatted(host, BOUNDARY, BOUNDARY).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[300_000]);
        return bytes.toByteArray();
    }

    private UploadBody and(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new UploadBody(List.copyOf(more));
    }

    public record Part(String name, String header, BodyPublisher content) {}
}
