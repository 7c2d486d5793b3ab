package dev.rangefinder.lane.gpu;

import dev.rangefinder.lane.program.Answer;
import dev.rangefinder.lane.program.NoAnswerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's own tool, which comes with every driver. It may be absent, fail, or hang for as long as a driver does: no
 * question takes longer than its patience.
 */
public final class NvidiaSmi {

    private static final String FIELDS =
            "uuid,memory.total,memory.used,utilization.gpu,temperature.gpu,ecc.errors.uncorrected.volatile.total";

    private static final Pattern WHOLE = Pattern.compile("GPU (\\d+): (.*) \\(UUID: (GPU-[A-Za-z0-9-]+)\\)");
    private static final Pattern SLICE =
            Pattern.compile("\\s+MIG (\\S+)\\s+Device\\s+\\d+: \\(UUID: (MIG-[A-Za-z0-9/-]+)\\)");
    private static final Pattern STATE =
            Pattern.compile("(GPU-[A-Za-z0-9-]+), ([^,]*), ([^,]*), ([^,]*), ([^,]*), ([^,]*)");

    /** What a device that does not have a value says, as one without ECC does. */
    private static final Pattern NOT_THERE = Pattern.compile("(?i)\\[?(N/A|Not Supported|Insufficient Permissions)]?");

    private final String program;
    private final Duration patience;

    /**
     * Asks nothing yet.
     *
     * @param program its name, or its path
     */
    public NvidiaSmi(String program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    /**
     * The GPUs of this machine, in the order of the PCI bus; those that are divided are there as their slices.
     *
     * @throws NoAnswerException if the tool says none
     */
    List<Gpu> gpus() throws NoAnswerException {
        Answer said = ask("-L");
        List<Gpu> gpus = new ArrayList<>();
        @Nullable Gpu whole = null;
        for (String line : said.output().lines().toList()) {
            Matcher gpu = WHOLE.matcher(line);
            Matcher slice = SLICE.matcher(line);
            if (gpu.matches()) {
                whole = new Gpu(gpu.group(3), Integer.parseInt(gpu.group(1)), gpu.group(2), null);
                gpus.add(whole);
            } else if (slice.matches() && whole != null) {
                gpus.remove(whole);
                gpus.add(
                        new Gpu(slice.group(2), whole.index(), whole.model() + " MIG " + slice.group(1), whole.uuid()));
            }
        }
        requireAnswer(!gpus.isEmpty(), said);
        return gpus;
    }

    /**
     * How each whole GPU is, by its UUID. One that fell off the bus may be missing.
     *
     * @throws NoAnswerException if the tool says nothing of any
     */
    Map<String, GpuState> states() throws NoAnswerException {
        Answer said = ask("--query-gpu=" + FIELDS, "--format=csv,noheader,nounits");
        Map<String, GpuState> states = new LinkedHashMap<>();
        for (String line : said.output().lines().toList()) {
            Matcher values = STATE.matcher(line.strip());
            if (values.matches()) {
                states.put(values.group(1), state(values));
            }
        }
        requireAnswer(!states.isEmpty(), said);
        return states;
    }

    private static GpuState state(Matcher values) {
        @Nullable String fault = null;
        @Nullable Integer[] numbers = new Integer[values.groupCount() - 1];
        for (int i = 0; i < numbers.length; i++) {
            String value = values.group(i + 2).strip();
            if (value.matches("\\d{1,9}")) {
                numbers[i] = Integer.valueOf(value);
            } else if (!NOT_THERE.matcher(value).matches()) {
                fault = value;
            }
        }
        return new GpuState(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], fault);
    }

    private Answer ask(String... arguments) throws NoAnswerException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return Answer.of(command, patience);
    }

    private static void requireAnswer(boolean isOne, Answer said) throws NoAnswerException {
        if (!isOne) {
            throw new NoAnswerException(
                    "nvidia-smi says %s (exit code %d)".formatted(said.firstLine(), said.exitCode()));
        }
    }
}
