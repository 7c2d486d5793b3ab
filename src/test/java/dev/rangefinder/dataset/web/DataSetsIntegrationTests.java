package dev.rangefinder.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.format.CifarBytes;
import dev.rangefinder.dataset.format.IdxBytes;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.files.DamagedContentException;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.testing.NpyBytes;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.testing.TestDatabase;
import dev.rangefinder.testing.UploadBody;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.sample.enabled=false",
            "rangefinder.datasets.max-upload=64MB",
            "rangefinder.datasets.max-uncompressed=64MB",
            "rangefinder.datasets.max-stored=60MB"
        })
@ContextConfiguration(initializers = TestDatabase.class)
@ProcessTest
class DataSetsIntegrationTests {

    private static final Path FASHION_MNIST = Path.of("../shared/data/fashion-mnist");

    @TempDir
    private static Path data;

    @Autowired
    private DataSets dataSets;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void keepFilesApart(DynamicPropertyRegistry registry) {
        registry.add("rangefinder.data.directory", data::toString);
    }

    @AfterEach
    void deleteUploads() {
        jdbc.sql("delete from run").update();
        jdbc.sql("select id from data_set where not built_in").query(UUID.class).list().stream()
                .forEach(dataSets::delete);
        assertNothingButBuiltIns();
    }

    @Test
    void takesADataSetInAndShowsIt() {
        HttpResponse<String> created = send(UploadBody.small("digits"));
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = json(created);
        String self = "/v1/datasets/" + body.get("id").asString();
        assertThat(created.headers().firstValue("Location")).contains(self);
        assertThat(body.get("links").get("self").asString()).isEqualTo(self);
        assertThat(body.get("name").asString()).isEqualTo("digits");
        assertThat(body.get("built_in").asBoolean()).isFalse();
        assertThat(body.get("element").asString()).isEqualTo("uint8");
        assertThat(body.get("shape").toString()).isEqualTo("{\"height\":4,\"width\":5,\"channels\":1}");
        assertThat(body.get("classes").asInt()).isEqualTo(3);
        assertThat(body.get("train_samples").asInt()).isEqualTo(3);
        assertThat(body.get("test_samples").asInt()).isEqualTo(2);
        assertThat(body.get("created_at").asString()).endsWith("Z");
        assertThat(json(get(self))).isEqualTo(body);
        StoredData stored = dataSets.stored(body.get("content_hash").asString());
        assertThat(stored.directory().resolve(StoredData.TRAIN_INPUTS)).hasSize(60);
    }

    @Test
    void answersTheSameUploadWithWhatIsThere() {
        JsonNode first = json(send(UploadBody.small("digits")));
        HttpResponse<String> again = send(UploadBody.small("digits"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again)).isEqualTo(first);
    }

    @Test
    void aDamagedFileIsNoticedAndTheSameUploadRepairsIt() throws IOException {
        String hash = json(send(UploadBody.small("digits"))).get("content_hash").asString();
        Path file = dataSets.stored(hash).directory().resolve(StoredData.TRAIN_INPUTS);
        byte[] whole = Files.readAllBytes(file);
        byte[] turned = whole.clone();
        turned[7] ^= 1;
        for (byte[] damaged : List.of(turned, Arrays.copyOf(whole, 59), new byte[0])) {
            Files.write(file, damaged);
            assertThatThrownBy(() -> dataSets.stored(hash))
                    .isInstanceOf(DamagedContentException.class)
                    .hasMessageContaining("digits");
            assertThat(send(UploadBody.small("digits")).statusCode()).isEqualTo(200);
            assertThat(dataSets.stored(hash).directory().resolve(StoredData.TRAIN_INPUTS))
                    .hasBinaryContent(whole);
        }
        Files.delete(file);
        assertThatThrownBy(() -> dataSets.stored(hash)).isInstanceOf(DamagedContentException.class);
    }

    @Test
    void makesOneDataSetOfUploadsAtTheSameTime() {
        HttpRequest request =
                UploadBody.small("digits").request(uri("/v1/datasets")).build();
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .limit(6)
                .toList();
        assertThat(answers)
                .extracting(answer -> answer.join().statusCode())
                .containsExactlyInAnyOrder(201, 200, 200, 200, 200, 200);
        assertThat(contentDirectories()).hasSize(3);
    }

    @Test
    void knowsTheSameContentWhetherCompressedOrNot() {
        JsonNode plain = json(send(UploadBody.small("digits")));
        UploadBody packed = UploadBody.small("packed")
                .withFile("train_images", IdxBytes.gzip(IdxBytes.images(3, 4, 5)))
                .withFile("test_labels", IdxBytes.gzip(IdxBytes.labels(2, 0)));
        assertThat(json(send(packed)).get("content_hash")).isEqualTo(plain.get("content_hash"));
        assertThat(contentDirectories()).hasSize(3);
    }

    @Test
    void keepsSharedFilesUntilTheirLastNameIsDeleted() {
        String first = json(send(UploadBody.small("digits"))).get("id").asString();
        JsonNode second = json(send(UploadBody.small("same-digits")));
        Path directory = dataSets.stored(second.get("content_hash").asString()).directory();
        assertThat(delete(first).statusCode()).isEqualTo(204);
        assertThat(directory).isDirectory();
        assertThat(delete(second.get("id").asString()).statusCode()).isEqualTo(204);
        assertThat(directory).doesNotExist();
        assertProblem(delete(first), 404, "not-found");
    }

    @Test
    void refusesOtherContentUnderATakenName() {
        send(UploadBody.small("digits"));
        assertProblem(
                send(UploadBody.small("digits").withFile("test_labels", IdxBytes.labels(1, 1))), 409, "name-taken");
        assertThat(contentDirectories()).hasSize(3);
    }

    @Test
    void answersAnIdempotencyKeyAsTheFirstTime() {
        HttpResponse<String> first = send(UploadBody.small("digits"), "key-1");
        HttpResponse<String> again = send(UploadBody.small("digits"), "key-1");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertProblem(send(UploadBody.small("others"), "key-1"), 422, "idempotency-key-reused");
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        for (int i = 0; i < 3; i++) {
            send(UploadBody.small("digits-" + i));
        }
        JsonNode page = json(get("/v1/datasets?page_size=2"));
        assertThat(names(page)).containsExactly("digits-2", "digits-1");
        JsonNode next = json(get("/v1/datasets?page_size=2&page_token="
                + page.get("next_page_token").asString()));
        assertThat(names(next)).containsExactly("digits-0", "spirals");
        JsonNode last = json(get("/v1/datasets?page_size=2&page_token="
                + next.get("next_page_token").asString()));
        assertThat(names(last)).containsExactly("shapes");
        assertThat(last.has("next_page_token")).isFalse();
        assertProblem(get("/v1/datasets?page_size=-1"), 400, "invalid-value");
    }

    @Test
    void guardsWhatIsBuiltIn() {
        String id = jdbc.sql("select id from data_set where name = 'shapes'")
                .query(String.class)
                .single();
        assertProblem(delete(id), 409, "built-in");
        assertProblem(send(UploadBody.small("shapes")), 409, "built-in");
        assertThat(dataSets.named("shapes").orElseThrow().layout().classes()).isEqualTo(10);
    }

    @Test
    void keepsWhatRunsStillNeed() {
        JsonNode dataSet = json(send(UploadBody.small("digits")));
        enqueueRunOn(dataSet.get("content_hash").asString());
        assertProblem(delete(dataSet.get("id").asString()), 409, "data-set-in-use");
        jdbc.sql("update run set state = 'SUCCEEDED'").update();
        assertThat(delete(dataSet.get("id").asString()).statusCode()).isEqualTo(204);
    }

    @Test
    void namesTheFieldsThatAreWrong() {
        assertThat(assertProblem(
                        send(UploadBody.small("Not a name").withField("format", "cifar")), 400, "invalid-value"))
                .contains("\"/name\"", "Not a name", "\"/format\"", "cifar", "one of: idx");
        assertThat(assertProblem(
                        send(UploadBody.small("x").without("name").field("format", "idx")), 400, "invalid-value"))
                .contains("/name is missing", "/format is there 2 times");
    }

    @Test
    void takesATableAsItIsTold() {
        UploadBody upload = new UploadBody(List.of())
                .field("name", "flowers")
                .field("format", "csv")
                .field("label", "species")
                .field("test_share", "0.5")
                .file("train", "species,length\nrose,1\nviolet,2\nrose,3\nviolet,4\n".getBytes());
        JsonNode body = json(send(upload));
        assertThat(body.get("shape").toString()).isEqualTo("{\"height\":1,\"width\":1,\"channels\":1}");
        assertThat(body.get("element").asString()).isEqualTo("float32");
        assertThat(body.get("train_samples").asInt()).isEqualTo(2);
        assertThat(body.get("test_samples").asInt()).isEqualTo(2);
        assertThat(assertProblem(send(upload.withField("test_share", "2")), 400, "invalid-value"))
                .contains("\"/test_share\"", "above 0 and below 1");
        assertThat(assertProblem(send(upload.field("labels", "species")), 400, "invalid-value"))
                .contains("\"/labels\"");
        assertThat(assertProblem(send(UploadBody.small("digits").field("label", "species")), 400, "invalid-value"))
                .contains("\"/label\"");
    }

    private static UploadBody flowers(String first, String second) {
        return new UploadBody(List.of())
                .field("name", "flowers")
                .field("format", "csv")
                .field("missing", "NA")
                .file(
                        "train",
                        "length,species\n1,%s\nNA,%s\n".formatted(first, second).getBytes())
                .file("test", "length,species\n3,%s\n".formatted(first).getBytes());
    }

    @Test
    void saysWhatBecameOfAnUpload() {
        JsonNode body = json(send(flowers("rose", "violet")));
        assertThat(body.get("split").toString())
                .isEqualTo("{\"by\":\"parts\",\"validation\":\"test\",\"left_out\":[]}");
        assertThat(body.get("columns").toString())
                .isEqualTo("[{\"name\":\"length\",\"type\":\"number\",\"missing\":1},"
                        + "{\"name\":\"species\",\"type\":\"label\",\"missing\":0}]");
        assertThat(body.get("class_counts").toString())
                .isEqualTo("[{\"name\":\"rose\",\"train\":1,\"test\":1},{\"name\":\"violet\",\"train\":1,\"test\":0}]");
        assertThat(body.get("warnings").get(0).get("code").asString()).isEqualTo("class_without_validation");
        assertThat(json(get(body.get("links").get("self").asString()))).isEqualTo(body);
        JsonNode listed = json(get("/v1/datasets?page_size=1")).get("items").get(0);
        assertThat(listed.has("columns") || listed.has("class_counts")).isFalse();
    }

    /** The numbers are the same, but a rose is no tulip. */
    @Test
    void theSameNumbersWithAnotherMeaningAreAnotherDataSet() {
        send(flowers("rose", "violet"));
        assertProblem(send(flowers("oak", "tulip")), 409, "name-taken");
        assertThat(send(flowers("rose", "violet")).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherSplitIsAnotherDataSet() {
        UploadBody upload = new UploadBody(List.of())
                .field("name", "coins")
                .field("format", "csv")
                .file("train", "side,again\n1,h\n1,t\n1,h\n1,t\n".getBytes());
        assertThat(send(upload).statusCode()).isEqualTo(201);
        assertThat(send(upload).statusCode()).isEqualTo(200);
        assertProblem(send(upload.field("seed", "1")), 409, "name-taken");
        assertProblem(send(upload.field("test_share", "0.3")), 409, "name-taken");
    }

    @Test
    void takesArraysInAndShowsThem() {
        UploadBody upload = new UploadBody(List.of())
                .field("name", "arrays")
                .field("format", "npy")
                .file("train_inputs", NpyBytes.ofFloats(6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
                .file("train_labels", NpyBytes.ofLongs(0, 1, 2, 0, 1, 2))
                .file("test_inputs", NpyBytes.ofFloats(2, 13, 14, 15, 16))
                .file("test_labels", NpyBytes.ofLongs(2, 0));
        HttpResponse<String> created = send(upload);
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = json(created);
        assertThat(body.get("element").asString()).isEqualTo("float32");
        assertThat(body.get("shape").get("channels").asInt()).isEqualTo(2);
        assertThat(body.get("split").get("by").asString()).isEqualTo("parts");
        assertThat(body.get("class_counts").get(2).get("train").asInt()).isEqualTo(2);
        JsonNode shown = json(get(body.get("links").get("samples").asString() + "?split=test&count=2"))
                .get("items");
        assertThat(shown.get(0).get("values").get(1).asInt()).isEqualTo(14);
        assertThat(shown.get(0).get("class").asString()).isEqualTo("2");
        assertThat(assertProblem(send(upload.field("data_format", "first")), 400, "invalid-value"))
                .contains("/data_format", "channels_first");
    }

    @Test
    void takesATextInAndShowsIt() {
        UploadBody upload = new UploadBody(List.of())
                .field("name", "verse")
                .field("format", "text")
                .field("test_share", "0.1")
                .file("train", "to be or not to be ".repeat(60).getBytes());
        HttpResponse<String> created = send(upload);
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = json(created);
        assertThat(body.get("task").asString()).isEqualTo("next_token");
        assertThat(body.get("classes").asInt()).isEqualTo(256);
        assertThat(body.get("train_samples").asInt()).isEqualTo(1026);
        assertThat(body.get("test_samples").asInt()).isEqualTo(114);
        assertThat(body.get("split").get("by").asString()).isEqualTo("end");
        assertThat(body.get("tokens").get("used").asInt()).isEqualTo(7);
        assertThat(json(get(body.get("links").get("self").asString()))).isEqualTo(body);
        assertThat(send(upload).statusCode()).isEqualTo(200);
        assertProblem(send(upload.withField("test_share", "0.2")), 409, "name-taken");

        String samples = body.get("links").get("samples").asString();
        JsonNode shown = json(get(samples + "?count=3")).get("items");
        assertThat(shown).hasSize(3);
        assertThat(shown.get(0).get("text").asString()).hasSize(128).startsWith("to be or not");
        assertThat(shown.get(0).get("tokens").get(0).asInt()).isEqualTo('t');
        assertThat(shown.get(1).get("index").asInt()).isEqualTo(342);
        assertThat(json(get(samples + "?split=test")).get("items")).hasSize(1);
        assertProblem(
                send(HttpRequest.newBuilder(uri(samples))
                        .header("Accept", "image/png")
                        .build()),
                406,
                "not-acceptable");
        assertProblem(send(upload.withField("seed", "1")), 400, "invalid-value");
        assertProblem(
                send(upload.withField("name", "ids").field("vocabulary", "5").field("dtype", "uint8")),
                400,
                "invalid-dataset-file");
    }

    @Test
    void countsTheClassesOfWhatIsBuiltIn() {
        String id = jdbc.sql("select id from data_set where name = 'shapes'")
                .query(String.class)
                .single();
        JsonNode body = json(get("/v1/datasets/" + id));
        assertThat(body.get("class_counts")).hasSize(10);
        assertThat(body.get("class_counts").get(9).toString()).isEqualTo("{\"name\":\"9\",\"train\":600,\"test\":100}");
    }

    @Test
    void showsAFewSamples() throws IOException {
        String images = json(send(UploadBody.small("digits")))
                .get("links")
                .get("samples")
                .asString();
        JsonNode shown = json(get(images + "?split=test&count=5"));
        assertThat(shown.get("split").asString()).isEqualTo("test");
        assertThat(shown.get("items")).hasSize(2);
        assertThat(shown.get("items").get(0).get("class").asString()).isEqualTo("2");
        String image = shown.get("items").get(0).get("image").asString();
        BufferedImage one = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(image.substring("data:image/png;base64,".length()))));
        assertThat(List.of(one.getWidth(), one.getHeight())).containsExactly(5, 4);
        HttpRequest request = HttpRequest.newBuilder(uri(images))
                .header("Accept", "image/png")
                .build();
        BufferedImage grid = ImageIO.read(new ByteArrayInputStream(bytes(request)));
        assertThat(List.of(grid.getWidth(), grid.getHeight()))
                .as("two in a row")
                .containsExactly(12, 10);
        assertProblem(get(images + "?count=101"), 400, "invalid-value");
        assertProblem(get(images + "?split=all"), 400, "invalid-value");

        String table = json(send(flowers("rose", "violet")))
                .get("links")
                .get("samples")
                .asString();
        assertThat(json(get(table)).get("items").get(1).get("values").toString())
                .isEqualTo("[0.0,1.0]");
        assertProblem(
                send(HttpRequest.newBuilder(uri(table))
                        .header("Accept", "image/png")
                        .build()),
                406,
                "not-acceptable");
        assertProblem(get("/v1/datasets/" + UUID.randomUUID() + "/samples"), 404, "not-found");
    }

    @Test
    void takesSeveralFilesWhereAFormatHasThem() {
        UploadBody upload = new UploadBody(List.of())
                .field("name", "cifar-10")
                .field("format", "cifar10")
                .file("train", CifarBytes.ten(1, 2))
                .file("train", CifarBytes.ten(3))
                .file("test", CifarBytes.ten(4));
        JsonNode body = json(send(upload));
        assertThat(body.get("shape").toString()).isEqualTo("{\"height\":32,\"width\":32,\"channels\":3}");
        assertThat(body.get("train_samples").asInt()).isEqualTo(3);
        assertThat(assertProblem(send(upload.file("train", new byte[5])), 400, "invalid-dataset-file"))
                .contains("\"/train/2\"", "5 bytes of record 0");
        assertThat(assertProblem(send(upload.without("train")), 400, "invalid-dataset-file"))
                .contains("/train is missing", "1 to 1000 files");
        assertThat(assertProblem(send(upload.file("test", CifarBytes.ten(4))), 400, "invalid-dataset-file"))
                .contains("/test is there 2 times");
    }

    @Test
    void namesThePartsThatAreMissingDoubleOrUnknown() {
        UploadBody upload = UploadBody.small("digits")
                .without("train_labels")
                .file("test_labels", IdxBytes.labels(1))
                .file("validation_images", IdxBytes.images(1, 4, 5));
        assertThat(assertProblem(send(upload), 400, "invalid-dataset-file"))
                .contains("/train_labels is missing", "/test_labels is there 2 times", "/validation_images");
    }

    @Test
    void refusesFilesThatAreWrongAndLeavesNothingOfThem() {
        byte[] images = IdxBytes.images(3, 4, 5);
        byte[] packed = IdxBytes.gzip(images);
        for (byte[] bad : List.of(
                new byte[0],
                "not idx at all, but long enough".getBytes(),
                Arrays.copyOf(images, 70),
                Arrays.copyOf(images, 80),
                Arrays.copyOf(packed, packed.length - 5),
                IdxBytes.images(2, 4, 5),
                IdxBytes.images(3, 5, 5),
                IdxBytes.file(0x0D, new byte[240], 3, 4, 5),
                IdxBytes.file(8, new byte[0], 60_000, 28, 2800))) {
            UploadBody upload = UploadBody.small("digits").withFile("train_images", bad);
            assertThat(assertProblem(send(upload), 400, "invalid-dataset-file")).contains("\"pointer\":\"/t");
            assertNothingButBuiltIns();
        }
    }

    @Test
    void refusesAFileThatUnpacksToMoreThanItsHeaderPromises() {
        byte[] bomb = IdxBytes.gzip(Arrays.copyOf(IdxBytes.images(3, 4, 5), 500_000_000));
        UploadBody upload = UploadBody.small("digits").withFile("train_images", bomb);
        assertThat(assertProblem(send(upload), 400, "invalid-dataset-file")).contains("more bytes behind the data");
    }

    @Test
    void refusesAnUploadAboveTheLimit() {
        UploadBody upload = UploadBody.small("digits").withFile("train_images", new byte[65 << 20]);
        assertThat(assertProblem(send(upload), 413, "upload-too-large")).contains("67108864 bytes");
    }

    /** Each of the 40 columns has 200 categories, which become as many numbers in each row: 64 MB of 0.4 MB. */
    @Test
    void refusesASmallTableThatBecomesLargerThanMayBeStored() {
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < 2000; row++) {
            table.append(("c%03d,".formatted(row % 200)).repeat(40))
                    .append(row % 2)
                    .append('\n');
        }
        UploadBody upload = new UploadBody(List.of())
                .field("name", "wide")
                .field("format", "csv")
                .field("header", "false")
                .file("train", table.toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(assertProblem(send(upload), 400, "invalid-dataset-file"))
                .contains("/train", "more than 62914560 bytes");
        assertNothingButBuiltIns();
    }

    @Test
    void refusesABodyWhoseLastPartHasNoEnd() {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/datasets"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString("--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nno end"))
                .build();
        assertProblem(send(request), 400, "malformed-multipart");
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(UploadBody.brokenOff("localhost:" + port));
            await().until(() -> !unfinishedFiles().isEmpty());
        }
        await().untilAsserted(() -> assertThat(unfinishedFiles()).isEmpty());
    }

    @Test
    void takesFashionMnistIn() throws IOException {
        assumeThat(FASHION_MNIST).isDirectory();
        UploadBody upload = new UploadBody(List.of())
                .field("name", "fashion-mnist")
                .field("format", "idx")
                .file("train_images", BodyPublishers.ofFile(FASHION_MNIST.resolve("train-images-idx3-ubyte.gz")))
                .file("train_labels", BodyPublishers.ofFile(FASHION_MNIST.resolve("train-labels-idx1-ubyte.gz")))
                .file("test_images", BodyPublishers.ofFile(FASHION_MNIST.resolve("t10k-images-idx3-ubyte.gz")))
                .file("test_labels", BodyPublishers.ofFile(FASHION_MNIST.resolve("t10k-labels-idx1-ubyte.gz")));
        HttpResponse<String> created = send(upload);
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = json(created);
        assertThat(body.get("shape").get("height").asInt()).isEqualTo(28);
        assertThat(body.get("classes").asInt()).isEqualTo(10);
        assertThat(body.get("train_samples").asInt()).isEqualTo(60_000);
        assertThat(body.get("test_samples").asInt()).isEqualTo(10_000);
    }

    private void enqueueRunOn(String contentHash) {
        jdbc.sql("""
                        insert into run (id, purpose, group_id, repeat, workload, dataset_hash, schedule, iterations, seed,
                          evaluation, stop_rule, lane, state, attempt, handed_back, not_before, cancel_requested,
                          iterations_done, created_at, client, priority, failures, reported)
                        values (:id, 'RANGE_TEST', :id, 0, '{}', :hash, '{}', 1, 1, '{}', 'DIVERGED', 'nowhere', 'QUEUED', 0, 0, now(),
                          false, 0, now(), 'a client', 0, '[]', false)""").param("id", Ids.next()).param("hash", contentHash).update();
    }

    /** Checks the kind of problem, and that nothing came of the request. */
    private static String assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).get("type").asString()).isEqualTo("urn:rangefinder:problem:" + type);
        return response.body();
    }

    private void assertNothingButBuiltIns() {
        assertThat(contentDirectories())
                .containsExactlyInAnyOrderElementsOf(jdbc.sql("select content_hash from data_set where built_in")
                        .query(String.class)
                        .list());
        await().untilAsserted(() -> assertThat(unfinishedFiles()).isEmpty());
    }

    private static List<String> contentDirectories() {
        try (Stream<Path> directories = Files.list(data.resolve("datasets"))) {
            return directories.map(path -> path.getFileName().toString()).toList();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** What uploads keep while they last: all but the server's own two locks and its empty directories. */
    private static List<Path> unfinishedFiles() {
        try (Stream<Path> files = Files.walk(data.resolve("tmp"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().equals(data.resolve("tmp")))
                    .toList();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private HttpResponse<String> send(UploadBody upload) {
        return send(upload.request(uri("/v1/datasets")).build());
    }

    private HttpResponse<String> send(UploadBody upload, String key) {
        return send(upload.request(uri("/v1/datasets"))
                .header(IdempotencyKeys.HEADER, key)
                .build());
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> delete(String id) {
        return send(HttpRequest.newBuilder(uri("/v1/datasets/" + id)).DELETE().build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private byte[] bytes(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static List<String> names(JsonNode page) {
        return StreamSupport.stream(page.get("items").spliterator(), false)
                .map(item -> item.get("name").asString())
                .toList();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.MAPPER.readTree(response.body());
    }
}
