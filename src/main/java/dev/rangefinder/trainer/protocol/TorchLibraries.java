package dev.rangefinder.trainer.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The libraries of a PyTorch that the user has.
 *
 * @param folder where {@code libtorch_cpu} is
 * @param flavor of DJL's JNI that goes with them: {@code cpu} or {@code cu128}
 */
public record TorchLibraries(Path folder, String flavor) {

    private static final String FOLDER = "--torch=";
    private static final String FLAVOR = "--torch-flavor=";

    /** Whether it computes on GPUs. */
    public boolean isForGpus() {
        return !flavor.equals("cpu");
    }

    /** As arguments of the programs that load it. */
    public List<String> arguments() {
        return List.of(FOLDER + folder, FLAVOR + flavor);
    }

    /** Those that the arguments name; empty for the engine that comes with this program. */
    public static Optional<TorchLibraries> of(List<String> arguments) {
        Optional<String> flavor = value(arguments, FLAVOR);
        return value(arguments, FOLDER)
                .flatMap(folder -> flavor.map(each -> new TorchLibraries(Path.of(folder), each)));
    }

    private static Optional<String> value(List<String> arguments, String prefix) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .findFirst();
    }
}
