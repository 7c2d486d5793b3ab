package dev.rangefinder.trainer.djl;

import dev.rangefinder.trainer.djl.ScriptTrial.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The file of a module before libtorch reads it: whether it is one at all, and whether its program keeps to tensors. */
final class ScriptArchive {

    static final String WITHOUT_PARAMETERS =
            "a module without parameters that require a gradient, as torch.jit.freeze and optimize_for_inference leave it";
    static final String WITH_PARAMETERS =
            "one that can be trained: torch.jit.script(model), neither frozen nor under no_grad";

    /** What optimize_for_inference puts in the place of parameters; libtorch cannot load it, and says only that a value is undefined. */
    private static final Pattern INFERENCE_CONSTANT = Pattern.compile("\\bprim\\.ConstantMKLDNNTensor\\b");

    private static final String EXPECTED = "a file that torch.jit.script(model).save wrote";

    /** The operators with which a module could read or write files of whoever runs it. */
    private static final Pattern FILE_OPERATORS = Pattern.compile("\\b(from_file|aten\\.save|aten\\.load)\\b");

    /** A hundred times the program of a large network. */
    private static final int LARGEST_SOURCE_BYTES = 64 << 20;

    private ScriptArchive() {}

    static void require(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(archive.entries())) {
                requireUndamaged(archive, entry);
            }
            List<? extends ZipEntry> sources = archive.stream()
                    .filter(entry -> entry.getName().matches("[^/]+/code/.*\\.py"))
                    .toList();
            if (sources.isEmpty()) {
                throw new RefusedException("a zip without a program, such as torch.save writes", EXPECTED);
            }
            for (ZipEntry source : sources) {
                requireTensorsOnly(archive, source);
            }
        } catch (ZipException noArchive) {
            throw new RefusedException("no zip, or one that is cut off", EXPECTED);
        }
    }

    /** Neither libtorch nor Java looks at the sums of entries that are not compressed. */
    private static void requireUndamaged(ZipFile archive, ZipEntry entry) throws IOException {
        try (CheckedInputStream stream = new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
            stream.transferTo(OutputStream.nullOutputStream());
            if (stream.getChecksum().getValue() != entry.getCrc()) {
                throw new RefusedException(
                        "a zip of which the entry %s is damaged".formatted(entry.getName()), EXPECTED);
            }
        }
    }

    private static void requireTensorsOnly(ZipFile archive, ZipEntry source) throws IOException {
        try (InputStream stream = archive.getInputStream(source)) {
            byte[] bytes = stream.readNBytes(LARGEST_SOURCE_BYTES + 1);
            if (bytes.length > LARGEST_SOURCE_BYTES) {
                throw new RefusedException(
                        "a program of more than %d bytes".formatted(LARGEST_SOURCE_BYTES), "a smaller one");
            }
            String program = new String(bytes, StandardCharsets.UTF_8);
            if (INFERENCE_CONSTANT.matcher(program).find()) {
                throw new RefusedException(WITHOUT_PARAMETERS, WITH_PARAMETERS);
            }
            Matcher operator = FILE_OPERATORS.matcher(program);
            if (operator.find()) {
                throw new RefusedException(
                        "a module that uses %s".formatted(operator.group()), "one that touches no files");
            }
        }
    }
}
