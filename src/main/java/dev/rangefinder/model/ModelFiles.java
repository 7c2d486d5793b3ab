package dev.rangefinder.model;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.shared.Sha256;
import dev.rangefinder.shared.files.Contents;
import dev.rangefinder.shared.files.WorkDirectory;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The directories of the models, one for each content, with the module's file in it. */
@Component
class ModelFiles {

    private static final String FILE = "module.pt";

    /** How the last record of a zip begins. */
    private static final String END = "PK\u0005\u0006";

    /** With the longest comment. */
    private static final int LONGEST_END = 22 + 0xffff;

    /** The first field of a model in ONNX, a number. */
    private static final byte ONNX_VERSION = 0x08;

    /** What follows: the name of the producer, its version, the graph, and the sets of operators. */
    private static final Set<Byte> ONNX_SECOND_FIELDS = Set.of((byte) 0x12, (byte) 0x1a, (byte) 0x3a, (byte) 0x42);

    private final Contents models;
    private final WorkDirectory work;
    private final ModuleTrial trial;
    private final HeavyWork heavy;

    ModelFiles(DataDirectory data, WorkDirectory work, ModuleTrial trial, HeavyWork heavy) throws IOException {
        this.models = new Contents(data.resolve("models"), work);
        this.work = work;
        this.trial = trial;
        this.heavy = heavy;
    }

    Contents contents() {
        return models;
    }

    Path file(String contentHash) {
        return models.directory(contentHash).resolve(FILE);
    }

    void requireWhole(StoredModel model) {
        models.requireWhole(
                model.id(), "The model " + model.id(), hashing(model.input(), model.reads(), model.classes()));
    }

    /** Reads the same module, if it is there, so that {@link #install}, under a lock, has no need to. */
    void readPresent(IncomingModel incoming) throws IOException {
        boolean ignored = heavy.receive(() -> {
            models.readPresent(incoming.contentHash(), hashing(incoming));
            return true;
        });
    }

    /** Puts the module where trainers find it, unless it is there; in the place of the same that is damaged. */
    void install(IncomingModel incoming) {
        models.install(incoming.directory(), incoming.contentHash(), hashing(incoming));
    }

    private static Contents.Hashing hashing(IncomingModel incoming) {
        return hashing(incoming.input(), incoming.reads(), incoming.classes());
    }

    private static Contents.Hashing hashing(Shape input, Reads reads, int classes) {
        return directory -> contentHash(Sha256.of(directory.resolve(FILE)), input, reads, classes);
    }

    /** Writes a module down and tries it out, apart from the finished ones; leaves nothing if that fails. */
    IncomingModel write(InputStream module, Shape input, Reads reads, int classes) throws IOException {
        Path directory = work.newDirectory();
        try {
            Path file = directory.resolve(FILE);
            byte[] fileHash = heavy.receive(() -> copy(module, file));
            requireZip(file);
            long parameters = trial.parametersOf(file, input, reads, classes);
            return new IncomingModel(
                    directory,
                    contentHash(fileHash, input, reads, classes),
                    input,
                    reads,
                    classes,
                    parameters,
                    Files.size(file));
        } catch (IOException | RuntimeException exception) {
            FileSystemUtils.deleteRecursively(directory);
            throw exception;
        }
    }

    /** What is none is not worth the two processes of a trial: it has no directory, which comes last. */
    private static void requireZip(Path file) throws IOException {
        try (RandomAccessFile read = new RandomAccessFile(file.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(read.length(), LONGEST_END)];
            read.seek(read.length() - end.length);
            read.readFully(end);
            if (!new String(end, StandardCharsets.ISO_8859_1).contains(END)) {
                throw new InvalidModuleException(
                        isOnnx(file) ? "a model in ONNX" : "no zip, or one that is cut off",
                        "a file that torch.jit.script(model).save wrote");
            }
        }
    }

    /** Whether it begins as ONNX's protocol buffer does: with its version, then who wrote it, or a graph. */
    private static boolean isOnnx(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] beginning = stream.readNBytes(3);
            return beginning.length == 3
                    && beginning[0] == ONNX_VERSION
                    && beginning[1] > 0
                    && ONNX_SECOND_FIELDS.contains(beginning[2]);
        }
    }

    /** Brings the bytes to disk and returns their hash. */
    private static byte[] copy(InputStream module, Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (DigestInputStream hashed = new DigestInputStream(module, digest)) {
            Files.copy(hashed, file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return digest.digest();
    }

    /** As data sets are named: SHA-256 of a line that states the shapes, followed by the SHA-256 of the file. */
    private static String contentHash(byte[] fileHash, Shape input, Reads reads, int classes) {
        MessageDigest all = Sha256.digest();
        all.update("rangefinder model 1: height %d, width %d, channels %d, %sclasses %d\n"
                .formatted(
                        input.height(),
                        input.width(),
                        input.channels(),
                        reads == Reads.VALUES ? "" : reads + ", ",
                        classes)
                .getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(all.digest(fileHash));
    }
}
