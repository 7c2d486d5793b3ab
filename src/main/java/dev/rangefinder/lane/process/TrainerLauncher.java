package dev.rangefinder.lane.process;

import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.gpu.SlotDevice;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.trainer.TrainerCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** How a lane starts its trainers, and how it makes sure that those which it started elsewhere end. */
public final class TrainerLauncher {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLauncher.class);

    /** Long enough for the controller of a cluster that is busy. */
    private static final long END_LIMIT_SECONDS = 30;

    /** A process that is over has written all that it will. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private static final Duration TIDYING_UP = Duration.ofSeconds(10);

    /** Data segment, not address space: a JVM with libtorch reserves far more than it ever touches. */
    private static final String WITHIN_MEMORY = "ulimit -d \"$1\" && shift && exec \"$@\"";

    private final LaneSettings settings;
    private final List<String> unlimited;
    private final List<String> trainer;
    private final List<String> ofModels;
    private final LaunchPause pause = new LaunchPause(System::nanoTime);

    /**
     * Prepares the command line.
     *
     * @param trainer the trainer's own
     * @param ofModels that of a trainer of uploaded models, which may have another engine
     */
    public TrainerLauncher(LaneSettings settings, List<String> trainer, List<String> ofModels) {
        this.settings = settings;
        this.unlimited = ofModels;
        this.trainer = limited(settings, trainer);
        this.ofModels = limited(settings, ofModels);
    }

    private static List<String> limited(LaneSettings settings, List<String> command) {
        return settings.maxMemory() == null ? command : within(settings.maxMemory(), command);
    }

    static List<String> within(DataSize memory, List<String> command) {
        List<String> limited =
                new ArrayList<>(List.of("/bin/sh", "-c", WITHIN_MEMORY, "sh", Long.toString(memory.toKilobytes())));
        limited.addAll(command);
        return limited;
    }

    /** When this lane may launch again; its slots claim nothing before. */
    public LaunchPause pause() {
        return pause;
    }

    /** Whether a trainer is started before its run is known: elsewhere it would hold a device meanwhile. */
    public boolean isAhead() {
        return settings.isHere() && settings.startAhead();
    }

    /** How long the end of a trainer that said its last word may take: a launcher still tidies up after it. */
    public Duration patienceAtTheEnd() {
        return settings.isHere() ? Duration.ZERO : TIDYING_UP;
    }

    public TrainerProcess ahead(SlotDevice device) throws IOException {
        return TrainerProcess.start(trainer, device.environment(), settings.maxOutput(), pause::end);
    }

    /** Starts a trainer for this attempt, once nothing is left of the attempt before: its server may have died. */
    public TrainerProcess of(Attempt attempt, SlotDevice device) throws IOException {
        return start(attempt, device, trainer);
    }

    /** Whether a trainer that waits is none for uploaded models. */
    public boolean hasOthersForModels() {
        return !ofModels.equals(trainer);
    }

    /** Likewise, for an uploaded model that nothing confines. */
    public TrainerProcess ofModel(Attempt attempt, SlotDevice device) throws IOException {
        return start(attempt, device, ofModels);
    }

    /**
     * Starts one that the kernel of the machine where it runs confines, for an uploaded model.
     *
     * @param engine the directory of the native engine
     * @param readable what it may read beside that
     * @param memory what it may take where the lane says nothing of that
     */
    public TrainerProcess confined(
            Attempt attempt, SlotDevice device, Path engine, List<Path> readable, Optional<DataSize> memory)
            throws IOException {
        List<String> confined = TrainerCommand.confined(engine, readable, unlimited);
        Optional<DataSize> most = Optional.ofNullable(settings.maxMemory()).or(() -> memory);
        return start(attempt, device, most.map(limit -> within(limit, confined)).orElse(confined));
    }

    private TrainerProcess start(Attempt attempt, SlotDevice device, List<String> program) throws IOException {
        if (attempt.number() > 1) {
            endElsewhere(new Attempt(attempt.run(), attempt.number() - 1));
        }
        return TrainerProcess.start(
                commandFor(attempt, program), device.environment(), settings.maxOutput(), pause::end);
    }

    public List<String> commandFor(Attempt attempt) {
        return commandFor(attempt, trainer);
    }

    private List<String> commandFor(Attempt attempt, List<String> program) {
        List<String> command = new ArrayList<>(filled(settings.command(), attempt));
        command.addAll(program);
        return command;
    }

    public List<String> endCommandFor(Attempt attempt) {
        return filled(settings.endCommand(), attempt);
    }

    /** Whether there is anything to ask while a trainer has not spoken. */
    public boolean canCheck() {
        return !settings.checkCommand().isEmpty();
    }

    /** Why the trainer of this attempt will never start, as the check command says; empty while it may. */
    public Optional<String> obstacle(Attempt attempt) {
        List<String> command = filled(settings.checkCommand(), attempt);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            TextTail said = TextTail.of(process.inputReader(), "check-%d".formatted(process.pid()));
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.warn("{} did not end within {} s", command, END_LIMIT_SECONDS);
                return Optional.empty();
            }
            said.awaitEnd(LAST_WORDS_MILLIS);
            return process.exitValue() == 0
                    ? Optional.of(TrainerProcess.cut(said.lastLine())).filter(line -> !line.isEmpty())
                    : Optional.empty();
        } catch (IOException exception) {
            LOG.warn("{} cannot be run: {}", command, exception.getMessage());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Ends what an attempt may have left where its command started it; returns when that is done. */
    public void endElsewhere(Attempt attempt) {
        if (settings.endCommand().isEmpty()) {
            return;
        }
        List<String> command = endCommandFor(attempt);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.warn("{} did not end within {} s", command, END_LIMIT_SECONDS);
            } else if (process.exitValue() != 0) {
                LOG.warn("{} ended with exit code {}", command, process.exitValue());
            }
        } catch (IOException exception) {
            LOG.warn("{} cannot be run: {}", command, exception.getMessage());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> filled(List<String> command, Attempt attempt) {
        return command.stream()
                .map(word -> word.replace("{run}", attempt.run().toString())
                        .replace("{attempt}", Integer.toString(attempt.number())))
                .toList();
    }
}
