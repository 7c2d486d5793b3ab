package dev.rangefinder.trainer;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The share of the time in which a GPU computes, as {@code nvidia-smi} says it five times a second. */
final class BusyShare implements AutoCloseable {

    private static final List<String> SMI = List.of(
            "nvidia-smi", "--id=0", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "--loop-ms=200");

    private final Process smi;

    private BusyShare(Process smi) {
        this.smi = smi;
    }

    /** Begins to look at the first GPU. */
    static BusyShare ofDevice() throws IOException {
        return new BusyShare(new ProcessBuilder(SMI)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The mean of the middle half of what it has said by now, which the beginning and the end have no part in. */
    String said() {
        smi.destroy();
        List<Double> said = lines().map(Double::parseDouble).toList();
        List<Double> middle = said.subList(said.size() / 4, said.size() - said.size() / 4);
        return middle.isEmpty()
                ? "not known"
                : "%.0f %%"
                        .formatted(middle.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow());
    }

    private Stream<String> lines() {
        return smi.inputReader().lines().map(String::strip).filter(line -> line.matches("\\d+"));
    }

    @Override
    public void close() {
        smi.destroyForcibly();
    }
}
