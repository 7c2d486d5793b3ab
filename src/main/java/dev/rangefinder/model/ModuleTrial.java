package dev.rangefinder.model;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import java.io.IOException;
import java.nio.file.Path;

/** Tries a module out, in a process of its own: a user's program never runs inside the server. */
public interface ModuleTrial {

    /**
     * Trains one step.
     *
     * @param input of one sample
     * @return how many numbers the module learns
     * @throws InvalidModuleException if it cannot be trained
     */
    long parametersOf(Path module, Shape input, Reads reads, int classes) throws IOException;
}
