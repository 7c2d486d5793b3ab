package dev.rangefinder.lane.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The GPUs of this machine, listed without loading an engine into the server. */
public final class Gpus {

    private static final int PATIENCE_SECONDS = 10;

    private static final Pattern LISTED = Pattern.compile("(?m)^GPU (\\d+): .*\\(UUID: ([A-Za-z0-9-]+)\\)");

    private Gpus() {}

    /**
     * One GPU.
     *
     * @param index in the order of the PCI bus, as {@code nvidia-smi} counts
     * @param uuid the same for every process that sees it
     */
    public record Gpu(int index, String uuid) {}

    public static List<Gpu> listed() {
        try {
            Process listing = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean listed = listing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && listing.exitValue() == 0;
            return listed ? read(output) : List.of();
        } catch (IOException noSuchProgram) {
            return List.of();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Reads what {@code nvidia-smi -L} prints. */
    static List<Gpu> read(String listing) {
        return LISTED.matcher(listing).results().map(Gpus::gpu).toList();
    }

    private static Gpu gpu(MatchResult line) {
        return new Gpu(Integer.parseInt(line.group(1)), line.group(2));
    }
}
