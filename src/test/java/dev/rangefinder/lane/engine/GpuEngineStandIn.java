package dev.rangefinder.lane.engine;

import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A folder that looks like a PyTorch for CUDA which passed its trial on a GPU, and from which nothing can be loaded. */
public final class GpuEngineStandIn {

    private GpuEngineStandIn() {}

    /**
     * Makes it.
     *
     * @param folder that exists, for the pretended libraries
     * @param engineDirectory of the server, which is to believe it
     */
    public static Path in(Path folder, Path engineDirectory) {
        try {
            for (String library : new String[] {"torch_cpu", "torch_cuda"}) {
                Files.createFile(folder.resolve(System.mapLibraryName(library)));
            }
            TorchLibraries own = new TorchFinder(Duration.ofSeconds(1)).find(folder.toString());
            new ProvedEngines(engineDirectory, Duration.ofSeconds(1)).remember(own, LaneEngines.FIRST_GPU, "2.13.0");
            return folder;
        } catch (IOException | NoEngineException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
