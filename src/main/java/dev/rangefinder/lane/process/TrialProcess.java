package dev.rangefinder.lane.process;

import dev.rangefinder.model.InvalidModuleException;
import dev.rangefinder.model.ModelSettings;
import dev.rangefinder.model.ModuleTrial;
import dev.rangefinder.model.NoConfinementException;
import dev.rangefinder.model.TrialsBusyException;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.trainer.SandboxProgram;
import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.TrialProgram;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrialAnswer;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;

/** A trial as a confined process with limits on time, memory and output, some at a time on this server. */
@Component
class TrialProcess implements ModuleTrial {

    private static final Logger LOG = LoggerFactory.getLogger(TrialProcess.class);

    /** An answer is a line. */
    private static final DataSize MOST_OUTPUT = DataSize.ofMegabytes(1);

    private static final String TRAINABLE = "a module of which one step can be trained";

    /** A trial that ran for less than this part of its time, a quarter, says nothing about its module. */
    private static final int LEAST_SHARE = 4;

    /** A process that is over has written all that it will. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns;
    private final Path engine;
    private final ServerPaths paths;
    private final ModelSettings settings;
    private final DataSize memory;

    TrialProcess(DataDirectory data, ModelSettings settings) {
        this.engine = data.resolve("engine");
        this.settings = settings;
        this.paths = new ServerPaths(data.directory());
        MachineMemory machine = MachineMemory.ofThisMachine();
        int atOnce = machine.trialsAtOnce(settings.trials());
        this.turns = new Semaphore(atOnce, true);
        this.memory = machine.leftForTrial(settings.trialMemory(), atOnce);
    }

    /** Before it is loaded: one that cannot fit would take the server's memory, too. */
    private void requireRoom(Path module) throws IOException {
        DataSize size = DataSize.ofBytes(Files.size(module));
        DataSize needed = MachineMemory.leastForTrial(size);
        if (needed.compareTo(memory) > 0) {
            throw new InvalidModuleException(
                    "a module of %d MB, which takes %d MB or more to be tried out"
                            .formatted(size.toMegabytes(), needed.toMegabytes()),
                    "one that fits into the %d MB that this server has for that (rangefinder.models.trial-memory, and the memory of its machine)"
                            .formatted(memory.toMegabytes()));
        }
    }

    @Override
    public long parametersOf(Path module, Shape input, Reads reads, int classes) throws IOException {
        requireRoom(module);
        try {
            if (!turns.tryAcquire(settings.trialLimit().toNanos(), TimeUnit.NANOSECONDS)) {
                throw TrialsBusyException.others(settings.trials(), settings.trialLimit());
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this server stops", exception);
        }
        try {
            return parametersOf(command(module, input, reads, classes));
        } finally {
            turns.release();
        }
    }

    private List<String> command(Path module, Shape input, Reads reads, int classes) {
        List<String> trial = TrainerCommand.trial(engine, module, input, reads, classes);
        return switch (settings.confinement()) {
            case REQUIRED -> TrainerCommand.confined(engine, List.of(module), trial);
            case OFF -> trial;
        };
    }

    /** Says at the start whether models can be taken in here, and not only to the first who tries. */
    @EventListener(ApplicationReadyEvent.class)
    void sayWhatConfines() {
        switch (settings.confinement()) {
            case REQUIRED -> readers.execute(this::tryConfinement);
            case OFF ->
                LOG.warn("Uploaded models run with the rights of this server: rangefinder.models.confinement=off");
        }
    }

    private void tryConfinement() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Process process = TrainerProcess.started(
                    TrainerCommand.confined(engine, List.of(), List.of(java, "-XX:-UsePerfData", "-version")),
                    Map.of());
            TextTail stderr = TextTail.of(process.errorReader(), "confinement-stderr");
            int exitCode = process.waitFor();
            stderr.awaitEnd(LAST_WORDS_MILLIS);
            if (exitCode == 0) {
                LOG.info("Uploaded models are confined by the kernel (Landlock and seccomp)");
            } else {
                LOG.warn("Uploads of models are refused. {}", stderr.lastLine());
            }
        } catch (IOException exception) {
            LOG.warn("Whether models can be confined is not known: {}", exception.getMessage());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private long parametersOf(List<String> command) throws IOException {
        Process process = TrainerProcess.started(TrainerLauncher.within(memory, command), Map.of());
        TextTail stderr = TextTail.of(process.errorReader(), "trial-%d-stderr".formatted(process.pid()));
        CompletableFuture<Optional<TrialAnswer>> answer = CompletableFuture.supplyAsync(() -> answer(process), readers);
        try {
            if (!process.waitFor(settings.trialLimit())) {
                throw tooLong(process.info().totalCpuDuration().orElse(settings.trialLimit()));
            }
            return parameters(process.exitValue(), answer.join(), stderr);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this server stops", exception);
        } finally {
            process.destroyForcibly();
        }
    }

    private RuntimeException tooLong(Duration ran) {
        Duration limit = settings.trialLimit();
        return ran.multipliedBy(LEAST_SHARE).compareTo(limit) < 0
                ? TrialsBusyException.starved(limit, ran)
                : new InvalidModuleException(
                        "a module whose trial takes more than %d s".formatted(limit.toSeconds()), TRAINABLE);
    }

    private long parameters(int exitCode, Optional<TrialAnswer> answer, TextTail stderr) throws InterruptedException {
        if (exitCode == 0 && answer.isPresent()) {
            return switch (answer.get()) {
                case TrialAnswer.Trainable trainable -> trainable.parameters();
                case TrialAnswer.Refused refused ->
                    throw new InvalidModuleException(paths.hiddenIn(refused.found()), refused.expected());
            };
        }
        stderr.awaitEnd(LAST_WORDS_MILLIS);
        if (exitCode == SandboxProgram.UNCONFINED) {
            throw new NoConfinementException(paths.hiddenIn(stderr.lastLine()));
        }
        if (exitCode == TrialProgram.CANNOT) {
            throw new IllegalStateException("no module can be tried here: " + stderr.text());
        }
        LOG.info("A trial ended with exit code {}: {}", exitCode, stderr.lastLine());
        throw new InvalidModuleException(
                "a module whose trial ended with exit code %d: it takes too much memory, or crashes"
                        .formatted(exitCode),
                TRAINABLE);
    }

    /** Behind what a shell may have printed; what the module prints goes to stderr. */
    private static Optional<TrialAnswer> answer(Process process) {
        Optional<TrialAnswer> answer = Optional.empty();
        BoundedLines lines = new BoundedLines(process.getInputStream(), MOST_OUTPUT);
        try {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                Optional<TrialAnswer> next = ProtocolLines.readFromTrial(line.get());
                answer = next.isPresent() ? next : answer;
            }
        } catch (IOException | JacksonException misbehaviour) {
            process.destroyForcibly();
            return Optional.empty();
        }
        return answer;
    }

    @PreDestroy
    void close() {
        readers.shutdownNow();
    }
}
