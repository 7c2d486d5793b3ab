package dev.rangefinder.lane.program;

import java.util.Map;
import java.util.Set;

/** What the programs that a server starts need not know of its environment. */
public final class ChildEnvironment {

    /** By which DJL would take another engine than the one that was proved. */
    private static final Set<String> OF_THE_ENGINE =
            Set.of("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR");

    private ChildEnvironment() {}

    /** Takes out the database's password, and what names an engine. */
    public static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("SPRING_") || OF_THE_ENGINE.contains(name));
    }
}
