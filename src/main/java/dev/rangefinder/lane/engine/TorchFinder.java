package dev.rangefinder.lane.engine;

import dev.rangefinder.lane.program.Answer;
import dev.rangefinder.lane.program.NoAnswerException;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Finds the libraries of a PyTorch, in a folder or by asking a Python, which does not load them for that. */
final class TorchFinder {

    /** Asks without importing it: that takes seconds, and may touch a GPU. */
    private static final String WHERE = """
            import importlib.util
            torch = importlib.util.find_spec("torch")
            print(torch.submodule_search_locations[0] if torch else "")""";

    /** DJL's JNI has one build for CUDA, which names no library of CUDA by version. */
    private static final String FOR_GPUS = "cu128";

    private static final String FOR_CPUS = "cpu";

    private final Duration patience;

    TorchFinder(Duration patience) {
        this.patience = patience;
    }

    /**
     * Looks for it.
     *
     * @param where a Python, as a name or a path; or a folder: that of a PyTorch, or of its libraries
     */
    TorchLibraries find(String where) throws NoEngineException {
        Path folder = Path.of(where);
        return in(Files.isDirectory(folder) ? folder : ofPython(where));
    }

    private Path ofPython(String python) throws NoEngineException {
        String said = said(List.of(python, "-c", WHERE)).strip();
        if (said.isEmpty()) {
            throw new NoEngineException(
                    "%s has no PyTorch".formatted(Path.of(python).getFileName()));
        }
        return Path.of(said.lines().toList().getLast());
    }

    private String said(List<String> command) throws NoEngineException {
        try {
            return Answer.of(command, patience).output();
        } catch (NoAnswerException none) {
            throw new NoEngineException(none.getMessage());
        }
    }

    private static TorchLibraries in(Path folder) throws NoEngineException {
        Path libraries = Stream.of(folder, folder.resolve("lib"))
                .filter(each -> has(each, "torch_cpu"))
                .findFirst()
                .orElseThrow(() -> new NoEngineException(
                        "the folder holds no %s, nor does its lib".formatted(System.mapLibraryName("torch_cpu"))));
        try {
            return new TorchLibraries(libraries.toRealPath(), has(libraries, "torch_cuda") ? FOR_GPUS : FOR_CPUS);
        } catch (IOException exception) {
            throw new NoEngineException("its libraries cannot be read: %s".formatted(exception.getMessage()));
        }
    }

    private static boolean has(Path folder, String library) {
        return Files.isRegularFile(folder.resolve(System.mapLibraryName(library)));
    }
}
