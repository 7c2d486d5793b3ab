package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.image.ImageReading;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The samples of one tar file, by the names and places of what is in it; of images only the place is looked at. */
final class TarSamples {

    /** Of what says a class. */
    private static final int LONGEST_LABEL = 1 << 20;

    private static final int MOST_BYTES = 128 << 20;

    /** Two empty blocks, without which a tar may have been cut off between two files. */
    private static final int END_BYTES = 1024;

    private final Place.File shard;
    private final TarFile tar;
    private final int classes;
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable String key;
    private @Nullable TarArchiveEntry image;
    private OptionalInt label = OptionalInt.empty();

    private TarSamples(Place.File shard, TarFile tar, int classes) {
        this.shard = shard;
        this.tar = tar;
        this.classes = classes;
    }

    /** An image, where it lies in the tar, and its class. */
    record Sample(long offset, int bytes, int label) {}

    /**
     * All of a tar, in order.
     *
     * @param classes how many there may be
     */
    static List<Sample> of(Place place, Place.File shard, int classes) throws IOException {
        requireEnd(place, shard);
        try (TarFile tar = new TarFile(place.location().resolve(shard.path()))) {
            TarSamples reading = new TarSamples(shard, tar, classes);
            for (TarArchiveEntry entry : tar.getEntries()) {
                if (entry.isFile()) {
                    reading.see(entry);
                }
            }
            reading.end();
            return reading.samples;
        } catch (IOException | IllegalArgumentException damaged) {
            throw Place.invalid(shard.path(), "damage: " + damaged.getMessage(), "an intact tar, not compressed");
        }
    }

    private static void requireEnd(Place place, Place.File shard) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(END_BYTES);
        try (FileChannel channel = FileChannel.open(place.location().resolve(shard.path()), StandardOpenOption.READ)) {
            long from = channel.size() - END_BYTES;
            while (from >= 0 && end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {
                // until all is read
            }
        }
        if (end.hasRemaining() || !Arrays.equals(end.array(), new byte[END_BYTES])) {
            throw Place.invalid(shard.path(), "no end of a tar", "a whole tar, not compressed");
        }
    }

    private void see(TarArchiveEntry entry) throws IOException {
        String name = entry.getName();
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        if (dot < 0 || dot == name.lastIndexOf('/') + 1) {
            return;
        }
        String begun = name.substring(0, dot);
        if (!begun.equals(key)) {
            end();
            key = begun;
        }
        String ending = name.substring(dot + 1);
        if (ending.equals("cls")) {
            label(name, text(entry).strip());
        } else if (ending.equals("json")) {
            json(name, text(entry));
        } else if (ImageReading.isImage(name, Place::invalid)) {
            if (image != null) {
                throw invalid(
                        "the image '%s' beside '%s'".formatted(name, image.getName()), "one image in each sample");
            }
            requirePlain(entry);
            image = entry;
        }
    }

    private void requirePlain(TarArchiveEntry entry) {
        if (entry.isSparse() || entry.getSize() > MOST_BYTES) {
            throw invalid(
                    "the image '%s' of %d bytes".formatted(entry.getName(), entry.getSize()),
                    "at most %d bytes, in one piece".formatted(MOST_BYTES));
        }
    }

    private String text(TarArchiveEntry entry) throws IOException {
        try (InputStream in = tar.getInputStream(entry)) {
            return new String(in.readNBytes(LONGEST_LABEL), StandardCharsets.UTF_8);
        }
    }

    private void json(String name, String text) {
        try {
            JsonNode said = Json.MAPPER.readTree(text).get("label");
            if (said != null) {
                label(name, said.toString());
            }
        } catch (JacksonException unreadable) {
            throw invalid("'%s', which is no JSON".formatted(name), "a JSON object");
        }
    }

    private void label(String name, String text) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            number = -1;
        }
        if (number < 0 || number >= classes) {
            throw invalid(
                    "the class '%s' in '%s'".formatted(text, name), "a number from 0 to %d".formatted(classes - 1));
        }
        if (label.isPresent() && label.getAsInt() != number) {
            throw invalid("two classes of the sample '%s'".formatted(key), "one");
        }
        label = OptionalInt.of(number);
    }

    /** The sample that was seen last is over. */
    private void end() {
        if (image != null) {
            if (label.isEmpty()) {
                throw invalid(
                        "the image '%s' without a class".formatted(image.getName()),
                        "a file '%s.cls' beside it, or '%s.json' with a 'label'".formatted(key, key));
            }
            samples.add(new Sample(image.getDataOffset(), (int) image.getSize(), label.getAsInt()));
        } else if (label.isPresent()) {
            throw invalid("the sample '%s' without an image".formatted(key), "a PNG or JPEG beside its class");
        }
        image = null;
        label = OptionalInt.empty();
    }

    private InvalidFileException invalid(String found, String expected) {
        return Place.invalid(shard.path(), found, expected);
    }
}
