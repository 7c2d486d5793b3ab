package dev.rangefinder.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Api.Answer;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Files that come in parts, and the data sets that are made of them. */
@ServerTest
class UploadsIntegrationTests {

    private static final byte[] TABLE = IntStream.range(0, 200)
            .mapToObj(row -> "%d,%d,%s%n".formatted(row * 37 % 101, row * 11 % 53, row % 3 == 0 ? "yes" : "no"))
            .collect(Collectors.joining("", "a,b,class\n", ""))
            .getBytes(StandardCharsets.UTF_8);

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<Chore> chores;

    @Autowired
    private DataDirectory data;

    @Autowired
    private TransactionTemplate transaction;

    @LocalServerPort
    private int port;

    @AfterEach
    void forget() {
        jdbc.sql("delete from upload").update();
    }

    @Test
    void aFileInPartsMakesTheDataSetThatItMakesInOne() {
        String upload = begun(TABLE.length);
        assertThat(received(append(upload, 0, Arrays.copyOf(TABLE, 1000)).expect(200)))
                .isEqualTo(1000);
        assertThat(received(api.get(upload).expect(200))).isEqualTo(1000);
        append(upload, 1000, Arrays.copyOfRange(TABLE, 1000, TABLE.length)).expect(200);
        Answer inParts = api.upload(table("in-parts").field("uploads", "{\"train\": [\"%s\"]}".formatted(id(upload))))
                .expect(201);
        Answer inOne = api.upload(table("in-one").file("train", TABLE)).expect(201);
        assertThat(inParts.json().get("content_hash")).isEqualTo(inOne.json().get("content_hash"));
        assertThat(inParts.json().get("columns")).isEqualTo(inOne.json().get("columns"));
        api.send("DELETE", upload, null).expect(204);
        assertThat(api.get(upload).expect(404).json().get("type").asString()).endsWith("not-found");
        assertThat(data.resolve("uploads").resolve(id(upload).toString())).doesNotExist();
    }

    @Test
    void aRepeatedRequestBeginsNoSecondOne() {
        String wanted = "{\"bytes\": 12}";
        Answer first =
                api.post("/v1/uploads", wanted, "Idempotency-Key", "once").expect(201);
        Answer again =
                api.post("/v1/uploads", wanted, "Idempotency-Key", "once").expect(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(jdbc.sql("select count(*) from upload").query(Long.class).single())
                .isEqualTo(1);
    }

    @Test
    void aPartThatBreaksOffIsContinuedWhereItBrokeOff() throws IOException {
        String upload = begun(TABLE.length);
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream()
                    .write(
                            "PATCH %s?offset=0 HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"
                                    .formatted(upload, port, TABLE.length)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(TABLE, 0, 700);
            socket.getOutputStream().flush();
            await().until(() -> received(api.get(upload)) == 700);
            assertThat(append(upload, 700, new byte[1])
                            .expect(409)
                            .json()
                            .get("type")
                            .asString())
                    .as("another part is coming")
                    .endsWith("upload-conflict");
        }
        await().untilAsserted(() -> append(upload, 700, Arrays.copyOfRange(TABLE, 700, TABLE.length))
                .expect(200));
        api.upload(table("continued").field("uploads", "{\"train\": [\"%s\"]}".formatted(id(upload))))
                .expect(201);
    }

    @Test
    void aPartThatDoesNotFitIsRefusedAndLeavesWhatIsThere() {
        String upload = begun(10);
        append(upload, 0, new byte[4]).expect(200);
        assertThat(append(upload, 3, new byte[2])
                        .expect(409)
                        .json()
                        .get("detail")
                        .asString())
                .isEqualTo("?offset is 3, and 4 bytes have come: go on from there.");
        assertThat(append(upload, 4, new byte[7])
                        .expect(409)
                        .json()
                        .get("detail")
                        .asString())
                .isEqualTo("The part goes on beyond the 6 bytes that are missing, and none of it is kept.");
        assertThat(append(upload, -1, new byte[1]).expect(400).body()).contains("?offset");
        assertThat(received(api.get(upload))).isEqualTo(4);
        assertThat(append("/v1/uploads/" + UUID.randomUUID(), 0, new byte[1]).status())
                .isEqualTo(404);
        assertThat(api.post("/v1/uploads", "{\"bytes\": 0}").expect(400).body()).contains("/bytes");
        assertThat(api.post("/v1/uploads", "{\"bytes\": 9223372036854775807}")
                        .expect(400)
                        .body())
                .contains("/bytes", "from 1 to 4294967296");
    }

    @Test
    void aFormThatNamesAnUploadThatIsNotWholeIsRefusedWithItsField() {
        String upload = begun(10);
        append(upload, 0, new byte[4]).expect(200);
        assertRefused("{\"train\": [\"%s\"]}".formatted(id(upload)), "of which 4 of 10 bytes have come");
        assertRefused("{\"train\": [\"%s\"]}".formatted(UUID.randomUUID()), "the id of an upload that is here");
        assertRefused("{\"train\": \"me\"}", "/uploads");
        assertRefused("[", "/uploads");
        assertRefused("null", "/uploads");
        assertRefused("{\"train\": null}", "/uploads");
        assertRefused("{\"train\": [null]}", "/uploads");
    }

    private void assertRefused(String uploads, String words) {
        assertThat(api.upload(table("refused").field("uploads", uploads))
                        .expect(400)
                        .body())
                .contains("/uploads", words);
    }

    @Test
    void whatIsAbandonedForADayIsForgotten() throws IOException {
        String old = begun(10);
        String young = begun(10);
        Instant longAgo = Instant.now().minus(Duration.ofHours(25));
        jdbc.sql("update upload set created_at = created_at - interval '25 hours'")
                .update();
        Path file = data.resolve("uploads").resolve(id(old).toString());
        Files.setLastModifiedTime(file, FileTime.from(longAgo));
        Chore chore = chores.stream()
                .filter(each -> each.name().startsWith("uploads"))
                .findFirst()
                .orElseThrow();
        Integer deleted = transaction.execute(status -> chore.pass());
        assertThat(deleted).isEqualTo(1);
        assertThat(file).doesNotExist();
        api.get(old).expect(404);
        api.get(young).expect(200);
    }

    private static UploadBody table(String name) {
        return new UploadBody(List.of())
                .field("name", name)
                .field("format", "csv")
                .field("test_share", "0.2");
    }

    private String begun(long bytes) {
        return api.post("/v1/uploads", "{\"bytes\": %d}".formatted(bytes))
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    private Answer append(String upload, long offset, byte[] part) {
        return api.sendBytes("PATCH", upload + "?offset=" + offset, part);
    }

    private static long received(Answer answer) {
        return answer.json().get("received").asLong();
    }

    private static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }
}
