package dev.rangefinder.lane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The GPUs of this machine, counted without loading an engine into the server. */
final class Gpus {

    private static final int PATIENCE_SECONDS = 10;

    private Gpus() {}

    static int count() {
        try {
            Process listing = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean listed = listing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && listing.exitValue() == 0;
            return listed
                    ? (int) output.lines()
                            .filter(line -> line.startsWith("GPU "))
                            .count()
                    : 0;
        } catch (IOException noSuchProgram) {
            return 0;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
