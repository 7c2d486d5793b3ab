package dev.rangefinder.trainer.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What a confined process may open.
 *
 * @param read files, and directories with all below them
 * @param execute the same, and the programs in them may be run
 * @param devices which may be written to, too
 */
record FileAccess(List<Path> read, List<Path> execute, List<Path> devices) {

    FileAccess {
        read = List.copyOf(read);
        execute = List.copyOf(execute);
        devices = List.copyOf(devices);
    }
}
