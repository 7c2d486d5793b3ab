package dev.rangefinder.shared.web.heavy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that get of the processors what requests and trainers leave: on Linux each thread has a nice value of its
 * own, which anyone may raise. Elsewhere they are threads like any other.
 */
final class LowPriority {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

    /** A tenth of what a thread of usual priority gets beside it. */
    private static final int NICE = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private LowPriority() {}

    /** Platform threads of this name and a number. */
    static ThreadFactory threads(String name) {
        ThreadFactory platform = Thread.ofPlatform().name(name, 0).daemon().factory();
        return work -> platform.newThread(() -> {
            yieldToOthers();
            work.run();
        });
    }

    @SuppressWarnings("restricted") // the manifest of the jar allows native access
    private static void yieldToOthers() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        try {
            int failed = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setpriority"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT))
                    .invokeExact(PRIO_PROCESS, THIS_THREAD, NICE);
            if (failed != 0) {
                LOG.debug("The kernel leaves the priority of {} as it is", Thread.currentThread());
            }
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
