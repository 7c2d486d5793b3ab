package dev.rangefinder.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Contract;
import dev.rangefinder.testing.FirstKey;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerJvm;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.ServerWithKeys;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** A server that asks for keys. */
@ServerWithKeys
class KeysIntegrationTests {

    private static final String UNKNOWN_ID = "01a2162c-23dd-7c69-999b-c788e2729e4f";

    private static final List<String> ROLES = List.of("read", "report", "submit", "admin");

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Environment environment;

    @TempDir
    private Path directory;

    private String admin;
    private int made;

    @BeforeEach
    void beginWithTheFirstKey() {
        admin = FirstKey.text();
        jdbc.sql("delete from api_key where name <> 'first'").update();
        jdbc.sql("delete from audit_entry").update();
    }

    private static String[] with(String key, String... headers) {
        return Stream.concat(Stream.of("Authorization", "Bearer " + key), Arrays.stream(headers))
                .toArray(String[]::new);
    }

    private JsonNode make(String role, String more) {
        return api.post(
                        "/v1/keys",
                        "{\"name\": \"%s %d\", \"role\": \"%s\"%s}".formatted(role, made++, role, more),
                        with(admin))
                .expect(201)
                .json();
    }

    private static String text(JsonNode key) {
        return key.get("key").asString();
    }

    private int status(String key) {
        return api.get("/v1/lanes", with(key)).status();
    }

    private void awaitStatus(int status, String key) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status(key) == status);
    }

    private static String path(String route) {
        return route.split(" ", 2)[1]
                .replace("{iteration}", "0")
                .replace("{form}", "svg")
                .replaceFirst("\\{\\w+}", UNKNOWN_ID);
    }

    @Test
    void everyRoleMayDoWhatTheContractSaysAndNoMore() {
        Contract contract = new Contract();
        Map<String, String> keys = new TreeMap<>();
        ROLES.forEach(role -> keys.put(role, text(make(role, ""))));
        assertThat(contract.routes()).hasSizeGreaterThan(50);
        for (String route : contract.routes()) {
            String method = route.split(" ", 2)[0];
            String body = method.equals("POST") ? "{}" : null;
            Api.Answer without = api.send(method, path(route), body);
            assertThat(without.status()).as(route).isEqualTo(401);
            assertThat(without.json().get("type").asString()).endsWith(":key-required");
            for (String role : ROLES) {
                Api.Answer answer = api.send(method, path(route), body, with(keys.get(role)));
                if (ROLES.indexOf(role) < ROLES.indexOf(contract.role(route))) {
                    assertThat(answer.status()).as("%s with %s", route, role).isEqualTo(403);
                    assertThat(answer.json().get("detail").asString())
                            .contains("of the role " + contract.role(route) + ";", "has the role " + role + ".");
                } else {
                    assertThat(answer.status()).as("%s with %s", route, role).isNotIn(401, 403);
                }
            }
        }
    }

    @Test
    void whereTheFilesAreIsForAdministrators() {
        assertThat(api.get("/v1/server", with(admin)).expect(200).json().has("data_directory"))
                .isTrue();
        assertThat(api.get("/v1/server", with(text(make("read", ""))))
                        .expect(200)
                        .json()
                        .has("data_directory"))
                .isFalse();
    }

    /** By another spelling of its path, too. */
    @Test
    void noSpellingOfAPathLeadsAroundItsRole() {
        String reader = text(make("read", ""));
        for (String path : List.of("/v1/ke%79s", "/v1//keys", "/v1/./keys", "/v1/keys/", "/V1/keys", "/v1/keys%2f")) {
            assertThat(ofPath(path, with(reader))).as(path).isIn(400, 403, 404);
            assertThat(ofPath(path)).as(path).isIn(400, 401, 404);
        }
        assertThat(ofPath("/v1/ke%79s", with(reader))).isEqualTo(403);
    }

    @Test
    void theServiceTrainsForTheRoleSubmitAlone() {
        String reporter = text(make("report", ""));
        String workload =
                "\"workload\": {\"dataset\": \"spirals\", \"model\": {\"architecture\": \"mlp\", \"hidden\": [4]},"
                        + " \"optimizer\": {\"type\": \"sgd\"}, \"batch_size\": 32}";
        String sweep = "\"sweep\": {\"start_lr\": 0.001, \"end_lr\": 1, \"iterations\": 100}";
        String managed = "{%s, %s}".formatted(workload, sweep);
        assertThat(api.post("/v1/range-tests", managed, with(reporter))
                        .expect(403)
                        .json()
                        .get("detail")
                        .asString())
                .contains("submit");
        String trained = api.post("/v1/range-tests", managed, with(text(make("submit", ""))))
                .expect(201)
                .header("Location")
                .orElseThrow();
        api.post(trained + ":cancel", null, with(reporter)).expect(403);
        api.send("DELETE", trained, null, with(reporter)).expect(403);
        String reported = api.post("/v1/range-tests", Reporter.submission(100, ""), with(reporter))
                .expect(201)
                .header("Location")
                .orElseThrow();
        api.post(reported + ":cancel", null, with(reporter)).expect(202);
        api.post(trained + ":cancel", null, with(admin)).expect(202);
    }

    @Test
    void theProbesThePageAndTheContractAreForAll() {
        for (String path : List.of(
                "/", "/ui/", "/ui/app.js", "/docs", "/openapi.yaml", "/actuator/health/liveness", "/actuator/health")) {
            assertThat(ofPath(path)).as(path).isEqualTo(200);
        }
        assertThat(ofPath("/actuator/prometheus")).isEqualTo(401);
        assertThat(ofPath("/actuator/prometheus", with(text(make("read", ""))))).isEqualTo(200);
    }

    /** The contract is that of {@code /v1}. */
    private int ofPath(String path, String... headers) {
        String server = "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");
        return RestClient.create()
                .get()
                .uri(URI.create(server + path))
                .headers(given -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        given.add(headers[i], headers[i + 1]);
                    }
                })
                .exchange((request, response) -> response.getStatusCode().value());
    }

    @Test
    void aWrongKeyAndAnUnknownOneAreAnsweredAlike() {
        String valid = text(make("read", ""));
        String revoked = text(make("read", ""));
        api.post("/v1/keys/" + keyOf(revoked) + ":revoke", null, with(admin)).expect(200);
        String wrong = valid.substring(0, 30) + (valid.charAt(30) == 'A' ? 'B' : 'A') + valid.substring(31);
        String unknown = "rf_" + "A".repeat(64);
        List<String> refused = List.of(wrong, unknown, revoked, "rf_x", "x", valid + "A", "%00");
        for (String key : refused) {
            Api.Answer answer = api.get("/v1/lanes", with(key)).expect(401);
            assertThat(answer.json().get("type").asString()).endsWith(":invalid-key");
            assertThat(answer.body())
                    .isEqualTo(api.get("/v1/lanes", with(unknown)).body());
            assertThat(answer.header("WWW-Authenticate"))
                    .contains("Bearer realm=\"rangefinder\", error=\"invalid_token\"");
            assertThat(answer.response().headers().map().keySet()).doesNotContain("Set-Cookie");
        }
        assertThat(api.get("/v1/lanes").expect(401).header("WWW-Authenticate"))
                .contains("Bearer realm=\"rangefinder\"");
        api.get("/v1/lanes?access_token=" + valid).expect(401);
        api.get("/v1/lanes", "Authorization", "Basic " + valid).expect(401);
        assertThat(status(valid)).isEqualTo(200);
    }

    private static String keyOf(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(3)));
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    @Test
    void onlyWhatIsComputedOfAKeyIsKept() throws Exception {
        JsonNode key = make("submit", "");
        String id = key.get("id").asString();
        api.post("/v1/keys/" + id + ":rotate", "{\"overlap\": 60}", with(admin)).expect(200);
        String row = jdbc.sql("select api_key::text from api_key where id::text = :id")
                .param("id", id)
                .query(String.class)
                .single();
        assertThat(row).contains("{pbkdf2-sha256-1}");
        assertThat(row).doesNotContain(text(key).substring(26), text(key).substring(30, 60));
        for (String answer : List.of(
                api.get("/v1/keys", with(admin)).body(),
                api.get("/v1/keys/" + id, with(admin)).body())) {
            assertThat(answer).contains(id).doesNotContain("rf_", "pbkdf2", "\"key\"");
        }
        assertThat(Files.getPosixFilePermissions(Path.of(FirstKey.FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aKeyEndsInTime() {
        String text = text(
                make("read", ", \"expires_at\": \"%s\"".formatted(Instant.now().plusSeconds(3600))));
        assertThat(status(text)).isEqualTo(200);
        jdbc.sql("update api_key set expires_at = now() - interval '1 second' where id::text = :id")
                .param("id", keyOf(text))
                .update();
        awaitStatus(401, text);
        assertThat(api.post(
                                "/v1/keys",
                                "{\"name\": \"late\", \"role\": \"read\", \"expires_at\": \"2020-01-01T00:00:00Z\"}",
                                with(admin))
                        .expect(400)
                        .body())
                .contains("/expires_at is 2020-01-01T00:00:00Z, expected a time to come");
        assertThat(api.post(
                                "/v1/keys",
                                "{\"name\": \"far\", \"role\": \"read\", \"expires_at\": \"+999999999-12-31T23:59:59Z\"}",
                                with(admin))
                        .expect(400)
                        .body())
                .contains("/expires_at is +999999999-12-31T23:59:59Z, expected a year of four digits");
    }

    @Test
    void aRotatedKeyHasAnotherTextAtOnceOrAfterAWhile() {
        String id = keyOf(text(make("read", "")));
        String first = text(api.post("/v1/keys/" + id + ":rotate", null, with(admin))
                .expect(200)
                .json());
        String second = text(api.post("/v1/keys/" + id + ":rotate", "{\"overlap\": 3600}", with(admin))
                .expect(200)
                .json());
        assertThat(List.of(status(first), status(second))).containsExactly(200, 200);
        String third = text(api.post("/v1/keys/" + id + ":rotate", "{}", with(admin))
                .expect(200)
                .json());
        assertThat(List.of(status(first), status(second), status(third))).containsExactly(401, 401, 200);
        api.post("/v1/keys/" + id + ":rotate", "{\"overlap\": -1}", with(admin)).expect(400);
        api.post("/v1/keys/" + id + ":revoke", null, with(admin)).expect(200);
        assertThat(status(third)).isEqualTo(401);
        assertThat(api.post("/v1/keys/" + id + ":rotate", null, with(admin))
                        .expect(409)
                        .body())
                .contains("key-revoked");
        api.post("/v1/keys/" + UNKNOWN_ID + ":revoke", null, with(admin)).expect(404);
    }

    @Test
    void aKeyIsRevokedOnAllServersWithinASecond() throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                ServerProcess.dataIn(directory),
                "--rangefinder.lanes.local.enabled=false",
                "--spring.datasource.url=" + environment.getRequiredProperty("spring.datasource.url"),
                "--spring.datasource.username=" + environment.getRequiredProperty("spring.datasource.username"),
                "--spring.datasource.password=" + environment.getRequiredProperty("spring.datasource.password")));
        try (ServerProcess process = ServerProcess.start(directory, ServerJvm.quickToStart(), settings)) {
            Api other = process.ready();
            String text = text(make("read", ""));
            other.get("/v1/lanes").expect(401);
            other.get("/v1/lanes", with(text)).expect(200);
            api.post("/v1/keys/" + keyOf(text) + ":revoke", null, with(admin)).expect(200);
            assertThat(status(text)).isEqualTo(401);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> other.get("/v1/lanes", with(text)).status() == 401);
        }
    }

    @Test
    void whatIsWrongWithAKeyIsSaid() {
        Map.ofEntries(
                        entry("{\"name\": \"\", \"role\": \"read\"}", "/name"),
                        entry("{\"role\": \"read\"}", "/name"),
                        entry("{\"name\": \"a\"}", "/role"),
                        entry("{\"name\": \"a\", \"role\": \"king\"}", "/role"),
                        entry("{\"name\": \"a\", \"role\": \"read\", \"client\": \"a b\"}", "/client"),
                        entry("{\"name\": \"a\", \"role\": \"admin\", \"client\": \"a\"}", "/client"),
                        entry("{\"name\": \"first\", \"role\": \"admin\"}", "/name"))
                .forEach((body, field) -> assertThat(api.post("/v1/keys", body, with(admin))
                                .expect(400)
                                .body())
                        .as(body)
                        .contains("\"pointer\":\"" + field + "\""));
    }

    @Test
    void aKeyThatIsBoundToAClientIsThatClients() {
        String bound = text(make("submit", ", \"client\": \"vision\""));
        String path = api.post("/v1/range-tests", Reporter.submission(100, ""), with(bound))
                .expect(201)
                .header("Location")
                .orElseThrow();
        assertThat(api.get(path, with(bound)).json().get("client").asString()).isEqualTo("vision");
        api.post("/v1/range-tests", Reporter.submission(100, "\"client\": \"vision\""), with(bound))
                .expect(201);
        assertThat(api.post("/v1/range-tests", Reporter.submission(100, "\"client\": \"speech\""), with(bound))
                        .expect(403)
                        .json()
                        .get("detail")
                        .asString())
                .isEqualTo("/client is speech, expected vision, to which the key is bound, or nothing.");
        String others = api.post("/v1/range-tests", Reporter.submission(100, "\"client\": \"speech\""), with(admin))
                .expect(201)
                .header("Location")
                .orElseThrow();
        assertThat(api.get("/v1/range-tests", with(bound)).json().findValuesAsString("client"))
                .containsOnly("vision");
        assertThat(api.get("/v1/range-tests", with(admin)).json().findValuesAsString("client"))
                .contains("vision", "speech");
        assertThat(api.get("/v1/range-tests?client=speech", with(admin)).json().findValuesAsString("client"))
                .containsOnly("speech");
        api.get("/v1/range-tests?client=speech", with(bound)).expect(403);
        api.get("/v1/comparisons?client=speech", with(bound)).expect(403);
        api.get("/v1/training-runs", with(bound)).expect(200);
        String report = "{\"observations\": %s}".formatted(Reporter.batch(0, 1));
        for (String other : List.of(others + ":cancel", others + ":rerun", others + "/observations")) {
            assertThat(api.post(other, other.endsWith("observations") ? report : null, with(bound))
                            .expect(403)
                            .body())
                    .as(other)
                    .contains("other-client");
        }
        api.send("DELETE", others, null, with(bound)).expect(403);
        api.post(path + "/observations", report, with(bound)).expect(200);
        api.post(path + ":cancel", null, with(bound)).expect(202);
    }

    @Test
    void whoChangesWhatIsOnRecord() {
        JsonNode submitter = make("submit", "");
        JsonNode reader = make("read", "");
        String path = api.post("/v1/range-tests", Reporter.submission(100, ""), with(text(submitter)))
                .expect(201)
                .header("Location")
                .orElseThrow();
        api.post(path + "/observations", "{\"observations\": %s}".formatted(Reporter.batch(0, 1)), with(admin))
                .expect(200);
        api.post(path + ":cancel", null, with(admin)).expect(202);
        api.post("/v1/range-tests", "{}", with(text(submitter))).expect(400);
        api.post(path + ":rerun", null, with(text(reader))).expect(403);
        api.get(path, with(admin)).expect(200);
        String name = submitter.get("name").asString();
        assertThat(trail("?subject=" + path))
                .containsExactly("key %s POST /v1/range-tests %s 201".formatted(name, path));
        assertThat(trail("?caller=key%20" + name.replace(" ", "%20")))
                .containsExactly(
                        "key %s POST /v1/range-tests /v1/range-tests 400".formatted(name),
                        "key %s POST /v1/range-tests %s 201".formatted(name, path));
        assertThat(trail("?subject=" + path + ":cancel"))
                .containsExactly("key first POST /v1/range-tests/{id}:cancel %s:cancel 202".formatted(path));
        assertThat(trail("?subject=" + path + ":rerun"))
                .containsExactly(
                        "key %s POST %s:rerun 403".formatted(reader.get("name").asString(), path));
        assertThat(trail("?subject=" + path + "/observations")).isEmpty();
        assertThat(trail("?subject=/v1/keys/" + reader.get("id").asString()))
                .containsExactly("key first POST /v1/keys /v1/keys/%s 201"
                        .formatted(reader.get("id").asString()));
        JsonNode page =
                api.get("/v1/audit?page_size=2", with(admin)).expect(200).json();
        assertThat(page.get("items"))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.get("address").asString()).isEqualTo("127.0.0.1"));
        assertThat(trail(
                        "?page_size=1&page_token=" + page.get("next_page_token").asString()))
                .hasSize(1);
        assertThat(trail("?created_before=2020-01-01T00:00:00Z")).isEmpty();
    }

    private List<String> trail(String query) {
        return api.get("/v1/audit" + query, with(admin))
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .map(entry -> "%s %s %s %d"
                        .formatted(
                                entry.get("caller").asString(),
                                entry.get("action").asString(),
                                entry.get("subject").asString(),
                                entry.get("outcome").asInt()))
                .toList();
    }
}
