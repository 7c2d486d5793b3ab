package dev.rangefinder.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of servers that are started by the dozen. */
public final class ServerJvm {

    /** The optimizing compiler would only hold them up. */
    private static final List<String> PLAIN =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED");

    /** What of the cache does not fit is only loaded as if there were none, which is no news. */
    private static final String WITHOUT_A_WORD = "-Xlog:aot*=off";

    /** A server that fills the cache writes it at its end, which takes longer than its start. */
    private static final long MOST_MINUTES_TO_FILL = 8;

    private ServerJvm() {}

    /**
     * Its options, the class path among them: those of one that is quick to start, by a cache of classes that a first
     * start has filled.
     */
    public static List<String> quickToStart() {
        return Filled.OPTIONS;
    }

    /** Made when it is asked for first, and kept for as long as the classes stay as they are. */
    private static final class Filled {

        static final List<String> OPTIONS = options();

        private static List<String> options() {
            TrainerJvm.makeQuickToStart();
            Path cache = PackedClasses.DIRECTORY.resolve("server.aot");
            List<String> options = new ArrayList<>(PLAIN);
            options.addAll(List.of("-cp", PackedClasses.classPath()));
            if (!PackedClasses.isOlderThan(cache)) {
                fill(cache, options);
            }
            options.addAll(List.of("-XX:AOTCache=" + cache, WITHOUT_A_WORD));
            return List.copyOf(options);
        }

        private static void fill(Path cache, List<String> options) {
            List<String> filling = new ArrayList<>(options);
            filling.add("-XX:AOTCacheOutput=" + cache);
            List<String> settings = new ArrayList<>(List.of(ServerProcess.dataIn(PackedClasses.DIRECTORY)));
            settings.addAll(TestDatabase.fresh().arguments());
            try (ServerProcess server =
                    ServerProcess.start(PackedClasses.DIRECTORY, PackedClasses.WHILE_FILLING, filling, settings)) {
                server.ready();
                server.stop();
                server.handle()
                        .onExit()
                        .orTimeout(MOST_MINUTES_TO_FILL, TimeUnit.MINUTES)
                        .join();
            }
        }
    }
}
