package dev.rangefinder.shared.files;

import dev.rangefinder.shared.Chore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.stereotype.Component;

/** Unfinished uploads of servers that were killed. */
@Component
class AbandonedWork implements Chore {

    private final WorkDirectory work;

    AbandonedWork(WorkDirectory work) {
        this.work = work;
    }

    @Override
    public String name() {
        return "temporary files of killed servers";
    }

    /** Counts servers. */
    @Override
    public int pass() {
        try {
            return work.removeAbandoned();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
