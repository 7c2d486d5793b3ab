package dev.rangefinder.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerJvm;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server without keys does where others reach it, and how it comes by its first one. */
@SeparateProcessTest
class AccessStartTests {

    @TempDir
    private Path directory;

    private final TestDatabase.Location database = TestDatabase.fresh();

    private List<String> settings(String... more) {
        List<String> settings =
                new ArrayList<>(List.of(ServerProcess.dataIn(directory), "--rangefinder.lanes.local.enabled=false"));
        settings.addAll(database.arguments());
        settings.addAll(List.of(more));
        return settings;
    }

    private ServerProcess start(String... settings) {
        return ServerProcess.start(directory, ServerJvm.quickToStart(), settings(settings));
    }

    private static String logWhenEnded(ServerProcess server) {
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(() -> !server.isAlive());
        return server.log();
    }

    private String keys(String... args) throws Exception {
        List<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        ServerJvm.quickToStart().stream(),
                        Stream.of("dev.rangefinder.RangefinderApplication", "keys"),
                        Stream.of(args),
                        settings().stream())
                .flatMap(part -> part)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would say that it was picked up
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }

    @Test
    void whereOthersReachItNoServerStartsWithoutAKey() throws Exception {
        try (ServerProcess refused = start("--server.address=0.0.0.0")) {
            assertThat(logWhenEnded(refused))
                    .contains(
                            "The service would listen on 0.0.0.0, where all may do everything: there is no API key.",
                            "keys create --name=NAME --role=admin",
                            "--rangefinder.access=open")
                    .doesNotContain("\tat ");
        }
        assertThat(keys("create", "--name=ops", "--role=king")).startsWith("2 ").contains("role", "king");
        assertThat(keys("create", "--role=read")).isEqualTo("2 name is , expected 1 to 200 characters");
        String created = keys("create", "--name=ops", "--role=admin");
        assertThat(created).matches("0 rf_[A-Za-z0-9_-]{64}");
        assertThat(keys("list")).startsWith("0 ").contains("admin   ops");
        try (ServerProcess server = start("--server.address=0.0.0.0")) {
            Api api = server.ready();
            api.get("/v1/lanes").expect(401);
            api.get("/v1/keys", "Authorization", "Bearer " + created.substring(2))
                    .expect(200);
        }
        assertThat(keys("revoke", "--name=ops")).isEqualTo("0 revoked");
        assertThat(keys("revoke", "--name=ops")).isEqualTo("2 There is no key by the name ops.");
    }

    @Test
    void onLoopbackTheFirstKeyClosesAServerThatIsOpen() {
        try (ServerProcess server = start()) {
            Api api = server.ready();
            api.get("/v1/lanes", "Authorization", "Bearer anything").expect(200);
            assertThat(api.post("/v1/keys", "{\"name\": \"a\", \"role\": \"read\"}")
                            .expect(400)
                            .body())
                    .contains("admin: the first key closes the service");
            String key = api.post("/v1/keys", "{\"name\": \"a\", \"role\": \"admin\"}")
                    .expect(201)
                    .json()
                    .get("key")
                    .asString();
            api.get("/v1/lanes").expect(401);
            api.get("/v1/lanes", "Authorization", "Bearer " + key).expect(200);
        }
    }
}
