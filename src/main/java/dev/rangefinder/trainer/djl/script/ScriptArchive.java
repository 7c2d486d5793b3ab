package dev.rangefinder.trainer.djl.script;

import dev.rangefinder.trainer.djl.script.PickledStorages.Storage;
import dev.rangefinder.trainer.djl.script.ScriptTrial.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The file of a module before libtorch reads it: whether it is one at all, whole, and with as many numbers as it says.
 * Names are compared as libtorch does, without regard to case: what it would find is what is looked at here. What its
 * program does is not judged; the {@linkplain dev.rangefinder.trainer.sandbox sandbox} around this process is for that.
 */
final class ScriptArchive {

    static final String WITHOUT_PARAMETERS =
            "a module without parameters that require a gradient, as torch.jit.freeze and optimize_for_inference leave it";
    static final String WITH_PARAMETERS =
            "one that can be trained: torch.jit.script(model), neither frozen nor under no_grad";

    /**
     * What optimize_for_inference puts in the place of parameters; libtorch cannot load it, and says only that a value
     * is undefined.
     */
    private static final Pattern INFERENCE_CONSTANT = Pattern.compile("\\bprim\\.ConstantMKLDNNTensor\\b");

    private static final String EXPECTED = "a file that torch.jit.script(model).save wrote";

    private static final Pattern PROGRAM = Pattern.compile("[^/]+/code/.*\\.py");

    /** What torch.export.save writes: since PyTorch 2.7, and before. */
    private static final Pattern EXPORTED =
            Pattern.compile("[^/]+/archive_format|(.*/)?serialized_exported_program\\.json");

    /** What describes tensors, and beside which their records are. */
    private static final Pattern PICKLE = Pattern.compile("([^/]+)/(data|constants)\\.pkl");

    /** A hundred times the program, or the description, of a large network. */
    private static final int LARGEST_TEXT_BYTES = 64 << 20;

    private final ZipFile archive;

    /** By their names in lower case. */
    private final Map<String, ZipEntry> entries = new HashMap<>();

    private ScriptArchive(ZipFile archive) {
        this.archive = archive;
    }

    static void require(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new ScriptArchive(zip).require();
        } catch (ZipException noArchive) {
            throw new RefusedException("no zip, or one that is cut off", EXPECTED);
        }
    }

    private void require() throws IOException {
        for (ZipEntry entry : Collections.list(archive.entries())) {
            String name = entry.getName().toLowerCase(Locale.ROOT);
            if (entries.put(name, entry) != null) {
                throw new RefusedException("a zip with two entries of the name %s".formatted(name), EXPECTED);
            }
            requireUndamaged(entry);
        }
        if (entries.keySet().stream().anyMatch(EXPORTED.asMatchPredicate())) {
            throw new RefusedException("a program that torch.export wrote (.pt2)", EXPECTED);
        }
        if (entries.keySet().stream().noneMatch(PROGRAM.asMatchPredicate())) {
            throw new RefusedException("a zip without a program, such as torch.save writes", EXPECTED);
        }
        for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
            if (PROGRAM.matcher(entry.getKey()).matches()) {
                requireTrainable(entry.getValue());
            }
            if (PICKLE.matcher(entry.getKey()).matches()) {
                requireWholeTensors(entry.getKey());
            }
        }
    }

    /** Neither libtorch nor Java looks at the sums of entries that are not compressed. */
    private void requireUndamaged(ZipEntry entry) throws IOException {
        try (CheckedInputStream stream = new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
            stream.transferTo(OutputStream.nullOutputStream());
            if (stream.getChecksum().getValue() != entry.getCrc()) {
                throw new RefusedException(
                        "a zip of which the entry %s is damaged".formatted(entry.getName()), EXPECTED);
            }
        }
    }

    private void requireTrainable(ZipEntry source) throws IOException {
        String program = new String(bytes(source), StandardCharsets.UTF_8);
        if (INFERENCE_CONSTANT.matcher(program).find()) {
            throw new RefusedException(WITHOUT_PARAMETERS, WITH_PARAMETERS);
        }
    }

    /**
     * libtorch takes the declared numbers from behind a record that is shorter: from what happens to be in memory
     * there.
     */
    private void requireWholeTensors(String pickle) throws IOException {
        String records = pickle.substring(0, pickle.length() - ".pkl".length()) + "/";
        for (Storage storage : PickledStorages.of(bytes(entryOf(pickle)))) {
            String name = (records + storage.record()).toLowerCase(Locale.ROOT);
            long found = entries.containsKey(name) ? entryOf(name).getSize() : 0;
            if (found < storage.bytes()) {
                throw new RefusedException(
                        "a tensor record, %s, of %d bytes where %d are declared"
                                .formatted(name, found, storage.bytes()),
                        "a file with all its numbers");
            }
        }
    }

    private ZipEntry entryOf(String name) {
        return Objects.requireNonNull(entries.get(name));
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
        try (InputStream stream = archive.getInputStream(entry)) {
            byte[] bytes = stream.readNBytes(LARGEST_TEXT_BYTES + 1);
            if (bytes.length > LARGEST_TEXT_BYTES) {
                throw new RefusedException(
                        "a program of more than %d bytes".formatted(LARGEST_TEXT_BYTES), "a smaller one");
            }
            return bytes;
        }
    }
}
