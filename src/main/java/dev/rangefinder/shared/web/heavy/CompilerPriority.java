package dev.rangefinder.shared.web.heavy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Has the optimizing compiler of a server that has started leave the processors to requests and trainers: nothing waits
 * for it, and while new kinds of work come it takes a fifth of a processor.
 */
@Component
final class CompilerPriority {

    private static final Logger LOG = LoggerFactory.getLogger(CompilerPriority.class);

    /** As much of the name as the kernel keeps. Threads that the JVM adds later are begun by one of these, and inherit. */
    private static final String NAME = "C2 CompilerThre";

    private static final int NICE = 10;

    @EventListener(ApplicationReadyEvent.class)
    void lower() {
        if (!NiceValue.IS_OF_THREADS) {
            return;
        }
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            List<Path> compilers = threads.filter(CompilerPriority::compiles).toList();
            compilers.forEach(thread ->
                    NiceValue.set(Integer.parseInt(thread.getFileName().toString()), NICE));
        } catch (IOException exception) {
            LOG.debug("The compiler keeps its priority", exception);
        }
    }

    private static boolean compiles(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith(NAME);
        } catch (IOException ended) {
            return false;
        }
    }
}
