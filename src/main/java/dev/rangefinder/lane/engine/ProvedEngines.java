package dev.rangefinder.lane.engine;

import dev.rangefinder.lane.program.Answer;
import dev.rangefinder.lane.program.NoAnswerException;
import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.protocol.EngineAnswer;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has engines tried out, and remembers which have passed, by their files: a start pays for a trial once. What has failed
 * is tried again at the next start, since memory or a GPU may have been lacking.
 */
final class ProvedEngines {

    private static final Logger LOG = LoggerFactory.getLogger(ProvedEngines.class);

    /** Of what is tried; another one makes earlier trials count for nothing. */
    private static final String TRIAL = "2";

    private final Path engineDirectory;
    private final Duration limit;

    /**
     * Remembers below the directory of the engine that comes with this program.
     *
     * @param engineDirectory of that
     * @param limit of one trial
     */
    ProvedEngines(Path engineDirectory, Duration limit) {
        this.engineDirectory = engineDirectory;
        this.limit = limit;
    }

    /**
     * The version of the engine, which computes as it should on this device.
     *
     * @param device in the words of an order
     */
    String version(TorchLibraries own, String device) throws NoEngineException {
        try {
            Path remembered = memory(own, device);
            if (Files.exists(remembered)) {
                return Files.readString(remembered);
            }
            LOG.info("The PyTorch in {} is tried out on {}, once", own.folder(), device);
            String version = tried(own, device);
            remember(own, device, version);
            return version;
        } catch (IOException exception) {
            throw new NoEngineException("that it passed cannot be remembered: %s".formatted(exception.getMessage()));
        }
    }

    void remember(TorchLibraries own, String device, String version) throws IOException, NoEngineException {
        Files.createDirectories(engineDirectory);
        Files.writeString(memory(own, device), version);
    }

    private Path memory(TorchLibraries own, String device) throws NoEngineException {
        return engineDirectory.resolve("proved-" + identity(own, device));
    }

    /**
     * Likewise, but not from memory.
     *
     * @param own its libraries; null for the engine that comes with this program
     */
    String tried(@Nullable TorchLibraries own, String device) throws NoEngineException {
        Answer answer = answer(TrainerCommand.engineTrial(engineDirectory, device, own));
        List<EngineAnswer> said = answer.output()
                .lines()
                .map(ProtocolLines::readFromEngineTrial)
                .flatMap(Optional::stream)
                .toList();
        if (said.isEmpty()) {
            throw new NoEngineException("it cannot be tried out: the trial says %s".formatted(answer.firstLine()));
        }
        return switch (said.getLast()) {
            case EngineAnswer.Works works -> works.version();
            case EngineAnswer.Fails fails ->
                throw new NoEngineException("it fails at %s on %s: %s".formatted(fails.what(), device, fails.reason()));
            case EngineAnswer.Trying trying ->
                throw new NoEngineException("it crashes at %s on %s".formatted(trying.what(), device));
        };
    }

    private Answer answer(List<String> command) throws NoEngineException {
        try {
            return Answer.of(command, limit);
        } catch (NoAnswerException none) {
            throw new NoEngineException(none.getMessage());
        }
    }

    /** Path, size and time of all its libraries. */
    private static String identity(TorchLibraries own, String device) throws NoEngineException {
        StringBuilder text = new StringBuilder(TRIAL + '\n' + device + '\n' + own.flavor() + '\n');
        try (Stream<Path> files = Files.list(own.folder())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append("%s %d %s%n".formatted(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (IOException exception) {
            throw new NoEngineException("its libraries cannot be read: %s".formatted(exception.getMessage()));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException("every Java has SHA-256", exception);
        }
    }
}
