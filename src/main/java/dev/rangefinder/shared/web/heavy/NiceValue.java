package dev.rangefinder.shared.web.heavy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much a thread leaves to others, from 0 to 19. */
final class NiceValue {

    /** Elsewhere it belongs to the process. */
    static final boolean IS_OF_THREADS = System.getProperty("os.name").equals("Linux");

    static final int THIS_THREAD = 0;

    private static final Logger LOG = LoggerFactory.getLogger(NiceValue.class);

    private static final int PRIO_PROCESS = 0;

    private NiceValue() {}

    /** Looked for where it is called first: other systems have none. */
    private static final class Kernel {

        static final MethodHandle SETPRIORITY = setPriority();

        @SuppressWarnings("restricted") // the manifest of the jar allows native access
        private static MethodHandle setPriority() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        }
    }

    /** Sets that of a thread of this process, by the id that the kernel gives it. */
    static void set(int thread, int nice) {
        try {
            int failed = (int) Kernel.SETPRIORITY.invokeExact(PRIO_PROCESS, thread, nice);
            if (failed != 0) {
                LOG.debug("The kernel leaves the priority of thread {} as it is", thread);
            }
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
