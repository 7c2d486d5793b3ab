package dev.rangefinder.faults;

import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Options that let a server start soon: a campaign starts hundreds. */
final class ServerJvm {

    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    /** A server that fills the cache writes it at its end, which takes longer than its start. */
    private static final ConditionFactory LONG_ENOUGH = Awaitility.await().atMost(Duration.ofMinutes(6));

    private ServerJvm() {}

    /**
     * The options of one that is quick to start, with a cache of classes that a first start has filled: half of the
     * time again.
     */
    static List<String> quickestToStart(Path directory, TestDatabase.Location database) {
        List<String> java = new ArrayList<>(ServerProcess.QUICK_TO_START);
        java.addAll(List.of("-cp", classPath(directory)));
        Path cache = directory.resolve("server.aot");
        List<String> filling = new ArrayList<>(java);
        filling.add("-XX:AOTCacheOutput=" + cache);
        FleetMember member = new FleetMember(0, new ServerLauncher(directory, filling, List.of(), database));
        LONG_ENOUGH.until(member::isServing);
        member.terminate();
        LONG_ENOUGH.until(() -> !member.server().isAlive());
        java.add("-XX:AOTCache=" + cache);
        return java;
    }

    /** The cache takes no directories, hence the classes in an archive. */
    private static String classPath(Path directory) {
        Path archive = directory.resolve("classes.jar");
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", archive.toString(), "-C", CLASSES.toString(), ".");
        if (status != 0) {
            throw new IllegalStateException("jar ended with " + status);
        }
        return Stream.concat(
                        Stream.of(archive.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(":"))
                                .filter(entry -> entry.endsWith(".jar")))
                .collect(Collectors.joining(":"));
    }
}
