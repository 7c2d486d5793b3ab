package dev.rangefinder.model.web;

import static dev.rangefinder.testing.TorchScripts.around;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.TorchScripts;
import dev.rangefinder.testing.UploadBody;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrainerLine;
import dev.rangefinder.trainer.protocol.TrialAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Modules that this machine's PyTorch exports, from their upload to the end of a range test; skipped where there is
 * none.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.models.trial-limit=2m", // what is tested here is not how fast this machine is
            "rangefinder.models.trial-memory=2GB",
            "rangefinder.datasets.max-upload=8MB"
        })
@EnabledIf(
        value = "dev.rangefinder.testing.ConfiningMachine#isThisOne",
        disabledReason = "this machine cannot confine an uploaded model")
class ModelsIntegrationTests {

    private static final String PATH = "/v1/models";

    /** Which no module may write. */
    private static final Path WRITTEN = Path.of("target", "written-by-a-module").toAbsolutePath();

    private static @Nullable TorchScripts torch;

    @Autowired
    private Api api;

    @BeforeAll
    static void findTorch(@TempDir Path directory) throws IOException, InterruptedException {
        torch = Python.with("torch")
                .map(python -> new TorchScripts(python, directory))
                .orElse(null);
        assumeTrue(torch != null, "skipped: no python3 of this machine has torch");
    }

    @AfterAll
    static void end() {
        if (torch != null) {
            torch.close();
        }
    }

    private static UploadBody upload(byte[] module) {
        return new UploadBody(List.of())
                .field("name", "mine")
                .field("height", "28")
                .field("width", "28")
                .field("channels", "1")
                .field("classes", "10")
                .file("module", module);
    }

    private JsonNode uploaded(byte[] module) {
        Api.Answer answer = api.upload(PATH, upload(module));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        return answer.json();
    }

    private String submit(JsonNode model, int iterations) {
        return api.submit(submission(model, iterations));
    }

    private static String submission(JsonNode model, int iterations) {
        return """
                {"workload": {"dataset": "shapes", "model": %s, "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                 "sweep": {"start_lr": 0.001, "end_lr": 0.1, "iterations": %d},
                 "evaluation": {"every": 20, "samples": 100}, "seed": 3}""".formatted(model.get("model"), iterations);
    }

    private static List<Double> column(String csv, int index) {
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",", -1)[index])
                .filter(value -> !value.isEmpty())
                .map(Double::valueOf)
                .toList();
    }

    @Test
    void aModuleIsTakenInListedAndShownOnce() throws IOException {
        byte[] module = torch.small();
        Api.Answer created = api.upload(PATH, upload(module));
        JsonNode model = created.json();
        String self = PATH + "/" + model.get("id").asString();
        assertThat(created.header("Location")).contains(self);
        assertThat(model.get("parameters").asInt()).isEqualTo(8 * 25 + 8 + 2 * 8 + 8 * 144 * 10 + 10);
        assertThat(model.get("file_bytes").asInt()).isEqualTo(module.length);
        assertThat(api.get(self).json()).isEqualTo(model);
        assertThat(api.upload(PATH, upload(module).withField("name", "another"))
                        .expect(200)
                        .json())
                .isEqualTo(model);
        assertThat(StreamSupport.stream(api.get(PATH).json().get("items").spliterator(), false)
                        .filter(model::equals))
                .hasSize(1);
        api.send("DELETE", self, null).expect(204);
        api.get(self).expect(404);
        api.send("DELETE", self, null).expect(404);
    }

    @Test
    void aRunWhoseModuleIsDamagedFailsByNameAndTheSameUploadRepairsIt() throws IOException {
        byte[] module = torch.small();
        JsonNode model = uploaded(module);
        Path file = Path.of("target", "test-data", "models", model.get("id").asString(), "module.pt");
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);

        String path = submit(model, 20);
        JsonNode failed = api.finished(path);
        JsonNode run = failed.get("runs").get(0);
        assertThat(run.get("failure_reason").asString()).isEqualTo("damaged_files");
        assertThat(run.get("failures").get(0).get("message").asString())
                .contains("The model " + model.get("id").asString(), "Upload the same once more");
        assertThat(run.get("failures")).hasSize(1);

        assertThat(api.upload(PATH, upload(module)).expect(200).json()).isEqualTo(model);
        assertThat(Files.readAllBytes(file)).isEqualTo(module);
        String again =
                api.post(path + ":rerun", "").expect(201).header("Location").orElseThrow();
        assertThat(api.finished(again).get("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void aRangeTestTrainsIt() throws IOException {
        JsonNode model = uploaded(torch.small());
        String id = model.get("id").asString();
        String path = submit(model, 120);
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString())
                .as(rangeTest.toPrettyString())
                .isEqualTo("succeeded");
        assertThat(rangeTest.get("runs").get(0).get("provenance").get("model").asString())
                .isEqualTo(id);
        List<Double> losses = column(api.csv(path), 3);
        assertThat(losses).hasSize(120);
        assertThat(losses.subList(60, 120).stream()
                        .mapToDouble(loss -> loss)
                        .min()
                        .orElseThrow())
                .isLessThan(0.7 * losses.getFirst());
        assertThat(api.get("/v1/range-tests?model=" + id).json().get("items").size())
                .isPositive();

        String again =
                api.post(path + ":rerun", null).expect(201).header("Location").orElseThrow();
        api.finished(again);
        assertThat(api.csv(again)).as("the same seed draws the same dropout").isEqualTo(api.csv(path));

        api.send("DELETE", PATH + "/" + id, null).expect(204);
        assertThat(api.post(path + ":rerun", null)
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith("model-gone");
    }

    /** Lines that would end a run, or answer for a trial, if they were read. */
    @Test
    void whatAModulePrintsIsNoWordOfItsTrainer() throws IOException {
        JsonNode model = uploaded(torch.file(around("""
                print('%s')
                print('%s')
                return self.out(x.flatten(1))""".formatted(
                        ProtocolLines.write(new TrialAnswer.Trainable(1)),
                        ProtocolLines.write(new TrainerLine.Failed("forged"))))));
        assertThat(model.get("parameters").asLong()).isEqualTo(784 * 10 + 10);
        String path = submit(model, 20);
        assertThat(api.finished(path).get("state").asString()).isEqualTo("succeeded");
        assertThat(column(api.csv(path), 3)).hasSize(20);
    }

    @Test
    void itTrainsInTrainingModeAndIsEvaluatedInTheOther() throws IOException {
        JsonNode model = uploaded(torch.file(around("""
                logits = self.out(x.flatten(1))
                return logits if self.training else 0 * logits
                """)));
        String path = submit(model, 40);
        api.finished(path);
        double blind = Math.log(10);
        assertThat(column(api.csv(path), 5))
                .isNotEmpty()
                .allSatisfy(loss -> assertThat(loss).isCloseTo(blind, within(1e-5)));
        assertThat(column(api.csv(path), 3))
                .isNotEmpty()
                .noneSatisfy(loss -> assertThat(loss).isCloseTo(blind, within(1e-5)));
    }

    @Test
    void aModelThatWaitsToBeTrainedStays() throws IOException {
        JsonNode model = uploaded(torch.file(around("return self.out(x.flatten(1))")));
        String path = submit(model, 1_000_000);
        Api.Answer refused = api.send("DELETE", PATH + "/" + model.get("id").asString(), null);
        assertThat(refused.expect(409).json().get("type").asString()).endsWith("model-in-use");
        api.post(path + ":cancel", null).expect(202);
        api.finished(path);
        api.send("DELETE", PATH + "/" + model.get("id").asString(), null).expect(204);
    }

    @Test
    void aRangeTestWhoseDataTheModelDoesNotTakeIsRefused() throws IOException {
        JsonNode model = uploaded(torch.file(around("return self.out(x.flatten(1))")));
        String body = submission(model, 10);
        assertThat(api.post("/v1/range-tests", body.replace("shapes", "spirals"))
                        .expect(400)
                        .body())
                .contains("/workload/model", "this one takes samples of 28×28×1 in 10 classes");
        assertThat(api.post(
                                "/v1/range-tests",
                                body.replace("\"batch_size\"", "\"precision\": \"bfloat16\", \"batch_size\""))
                        .expect(400)
                        .body())
                .contains("/workload/precision", "float32 or tf32: an uploaded model is tried in 32 bits alone");
        assertThat(api.post("/v1/range-tests", body.replaceAll("[0-9a-f]{64}", "0".repeat(64)))
                        .expect(400)
                        .body())
                .contains("/workload/model/id", "the id of a model here");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("without parameters", "torch.jit.freeze(torch.jit.script(Small().eval())).save(path)"),
                Arguments.of("a zip without a program", "torch.save(Small().state_dict(), path)"),
                Arguments.of("of type float64", "torch.jit.script(Small().double()).save(path)"),
                Arguments.of(
                        "whose parameter 2 of shape (10) has no part in its output",
                        around("return x.flatten(1) @ self.out.weight.t()")),
                Arguments.of("(4, 5)", around("return self.out(x.flatten(1))[:, :5]")),
                Arguments.of("does not take 4 samples of 28×28×1", around("return self.out(x)")),
                Arguments.of("does not take 7 samples of 28×28×1", around("return self.out(x.view(4, 784))")),
                Arguments.of("gives 2 tensors", around("return [self.out(x.flatten(1)), x]")),
                Arguments.of("allocate memory", around("return torch.zeros([100000000000]) + self.out(x.flatten(1))")),
                Arguments.of(
                        "Permission denied",
                        around("return self.out(x.flatten(1)) + torch.from_file('/etc/hostname', False, 1)[0]")),
                Arguments.of(
                        "does not take 4 samples",
                        around("return self.out(x.flatten(1)) + torch.from_file('%s', True, 4)[0]".formatted(WRITTEN))),
                Arguments.of("a model in ONNX", "open(path, 'wb').write(b'\\x08\\x07\\x12\\x07pytorch' + bytes(400))"),
                Arguments.of("a program that torch.export wrote (.pt2)", """
                        import zipfile
                        with zipfile.ZipFile(path, "w") as archive:
                            archive.writestr("m/archive_format", "pt2")
                            archive.writestr("m/models/model.json", "{}")"""),
                Arguments.of("a program that torch.export wrote (.pt2)", """
                        import zipfile
                        with zipfile.ZipFile(path, "w") as archive:
                            archive.writestr("serialized_exported_program.json", "{}")"""),
                Arguments.of("so it says", around("""
                        assert x.size(0) == 0, "so it says"
                        return self.out(x.flatten(1))""")),
                Arguments.of(
                        "tensor record, archive/data/0, of 8 bytes where 31360 are declared", shortened("data/0", 8)),
                Arguments.of("two entries of the name", """
                        torch.jit.script(Small()).save(path)
                        import zipfile
                        with zipfile.ZipFile(path, "a") as archive:
                            program = next(name for name in archive.namelist() if name.endswith(".py"))
                            archive.writestr(program.replace("/code/", "/CODE/"), "")"""));
    }

    /** A program that writes the small module with fewer bytes in a record than its pickle declares. */
    private static String shortened(String record, int bytes) {
        return """
                import zipfile
                torch.jit.script(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))).save(path)
                with zipfile.ZipFile(path) as archive:
                    entries = {name: archive.read(name) for name in archive.namelist()}
                with zipfile.ZipFile(path, "w") as archive:
                    for name, content in entries.items():
                        top, rest = name.split("/", 1)
                        archive.writestr("archive/" + rest, content[:%d] if rest == "%s" else content)""".formatted(bytes, record);
    }

    /** Libtorch finds a program by any spelling of its name; what it does is refused by the kernel, not by its text. */
    @Test
    void aNameInCapitalsHidesNothing() throws IOException {
        byte[] module = torch.file(
                around("return self.out(x.flatten(1)) + torch.from_file('/etc/hostname', False, 1)[0]") + """

                import zipfile
                with zipfile.ZipFile(path) as archive:
                    entries = {name: archive.read(name) for name in archive.namelist()}
                with zipfile.ZipFile(path, "w") as archive:
                    for name, content in entries.items():
                        archive.writestr(name.replace("/code/", "/CODE/").replace(".py", ".PY"), content)""");
        Api.Answer answer = api.upload(PATH, upload(module)).expect(400);
        assertThat(answer.body()).contains("Permission denied").doesNotContain("without a program");
    }

    /** Whatever a module says: it is bounded, and of the server's own directories only names of files are shown. */
    @Test
    void whatAModuleSaysIsBoundedAndShowsNoPathOfTheServer() throws IOException {
        Path own = Path.of("").toAbsolutePath();
        Api.Answer answer = api.upload(PATH, upload(torch.file(around("""
                        assert x.size(0) == 0, "%s"
                        return self.out(x.flatten(1))""".formatted(
                                (own.resolve("pom.xml") + " ").repeat(1000))))))
                .expect(400);
        String found = answer.json().get("errors").get(0).get("value").asString();
        assertThat(found).contains("…/pom.xml").hasSizeLessThan(700);
        assertThat(answer.body()).doesNotContain(own.toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCannotBeTrainedIsRefusedAndSaysWhy(String why, String program) throws IOException {
        Api.Answer answer = api.upload(PATH, upload(torch.file(program))).expect(400);
        assertThat(answer.json().get("type").asString()).endsWith("invalid-model-file");
        assertThat(answer.json().get("errors").get(0).get("value").asString()).contains(why);
        assertThat(WRITTEN).doesNotExist();
    }

    @Test
    void aModuleForTextIsSweptOnWindowsOfItsLength() throws IOException {
        api.upload(new UploadBody(List.of())
                .field("name", "repeated")
                .field("format", "text")
                .file("train", "abcdefgh ".repeat(300).getBytes(StandardCharsets.UTF_8)));
        byte[] module = torch.file("""
                class Reader(nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.table = nn.Embedding(256, 16)
                        self.out = nn.Linear(16, 256)
                    def forward(self, tokens):
                        return self.out(self.table(tokens))
                torch.jit.script(Reader()).save(path)""");
        UploadBody form = new UploadBody(List.of())
                .field("name", "reader")
                .field("context", "16")
                .field("vocabulary", "256")
                .file("module", module);
        JsonNode model = api.upload(PATH, form).expect(201).json();
        assertThat(model.get("reads").asString()).isEqualTo("tokens");
        assertThat(api.upload(PATH, form.field("classes", "256"))
                        .expect(400)
                        .json()
                        .get("errors")
                        .findValuesAsString("pointer"))
                .containsExactly("/classes");
        String submission = """
                {"workload": {"dataset": "repeated", "model": %s, "optimizer": {"type": "adam"}, "batch_size": 8, "context": %d},
                 "sweep": {"start_lr": 0.001, "end_lr": 0.1, "iterations": 60}, "evaluation": {"every": 30, "samples": 10}, "seed": 3}""";
        String path = api.submit(submission.formatted(model.get("model"), 16));
        assertThat(api.finished(path).get("state").asString()).isEqualTo("succeeded");
        List<Double> losses = column(api.csv(path), 3);
        assertThat(losses.getFirst()).isCloseTo(Math.log(256), within(1.0));
        assertThat(losses.getLast()).isLessThan(1);
        assertThat(api.post("/v1/range-tests", submission.formatted(model.get("model"), 8))
                        .expect(400)
                        .body())
                .contains("a model for windows of 8 tokens of 256 kinds; this one takes windows of 16 tokens");
    }

    @Test
    void whatIsNoModuleIsRefused() throws IOException {
        byte[] module = torch.small();
        List<byte[]> others = new ArrayList<>(List.of(
                "not a zip".getBytes(StandardCharsets.UTF_8), new byte[0], Arrays.copyOf(module, module.length / 2)));
        byte[] damaged = module.clone();
        Arrays.fill(damaged, module.length / 4, module.length / 2, (byte) 'x');
        others.add(damaged);
        for (byte[] other : others) {
            Api.Answer answer = api.upload(PATH, upload(other)).expect(400);
            assertThat(answer.json().get("type").asString()).endsWith("invalid-model-file");
        }
        assertThat(api.upload(PATH, upload(new byte[9 << 20]))
                        .expect(413)
                        .json()
                        .get("type")
                        .asString())
                .endsWith("upload-too-large");
    }

    @Test
    void aFormThatIsWrongIsRefusedFieldByField() throws IOException {
        UploadBody form = upload("never looked at".getBytes(StandardCharsets.UTF_8))
                .withField("name", "No Name")
                .withField("classes", "0")
                .without("height")
                .field("colour", "blue")
                .file("other", new byte[1]);
        assertThat(api.upload(PATH, form).expect(400).json().get("errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder("/name", "/classes", "/height", "/colour", "/other");
    }
}
