package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.text.TextOptions;
import dev.rangefinder.dataset.format.text.TokenHead;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A text, or the ids that a tokenizer made of it, in a file for training and perhaps one for testing. Its tokens are read
 * where they lie; how often each comes is known when they were checked.
 */
record TokenFiles(TextOptions wanted) implements LocatedFormat {

    static final String NAME = "text";

    private static final String TRAIN = "train";
    private static final List<String> FOR_TESTING = List.of("test", "val");
    private static final List<String> ENDINGS = List.of(".txt", ".npy", ".bin");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> options() {
        return wanted.said();
    }

    @Override
    public Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException {
        Place.File train = one(place, List.of(TRAIN))
                .orElseThrow(() -> Place.invalid(
                        "a directory without a file 'train.txt', 'train.npy' or 'train.bin'", "one of them in it"));
        Optional<Place.File> test = one(place, FOR_TESTING);
        Tokens trained = tokens(place, train, test.isPresent() ? 1 : 2);
        int file = writer.file(train);
        if (test.isPresent()) {
            Tokens tested = tokens(place, test.get(), 1);
            writer.train().piece(file, trained.begin(), trained.bytesEach());
            writer.test().piece(writer.file(test.get()), tested.begin(), tested.bytesEach());
            return converted(trained.count(), tested.count(), Description.Split.ofParts());
        }
        int tested = wanted.forTesting(trained.count());
        int left = trained.count() - tested;
        writer.train().piece(file, trained.begin(), trained.bytesEach());
        writer.test().piece(file, trained.begin() + (long) left * trained.bytesEach(), trained.bytesEach());
        return converted(left, tested, Description.Split.atTheEnd(wanted.testShare()));
    }

    private Converted converted(int train, int test, Description.Split split) {
        return new Converted(Layout.ofText(wanted.kinds(), train, test), Description.ofText(split, null, List.of()));
    }

    private static Optional<Place.File> one(Place place, List<String> names) throws IOException {
        List<String> paths = names.stream()
                .flatMap(name -> ENDINGS.stream().map(name::concat))
                .toList();
        Optional<Place.File> found = Optional.empty();
        for (String path : paths) {
            Optional<Place.File> file = place.file(path);
            if (file.isPresent() && found.isPresent()) {
                throw Place.invalid(
                        "'%s' beside '%s'".formatted(path, found.get().path()), "one of them");
            }
            found = Stream.of(found, file).flatMap(Optional::stream).findFirst();
        }
        return found;
    }

    /** The tokens of a file: where they begin, how many bytes each has, and how many there are by the file's size. */
    private record Tokens(int begin, int bytesEach, int count) {}

    private Tokens tokens(Place place, Place.File file, int parts) throws IOException {
        TokenHead head = head(place, file);
        int bytesEach = head.type().bytes();
        if (head.order() != ByteOrder.LITTLE_ENDIAN) {
            throw Place.invalid(file.path(), "big-endian ids", "little-endian ones");
        }
        if (wanted.kinds() > head.type().mostWithoutSign()) {
            throw Place.invalid(
                    file.path(),
                    "ids of the type %s, of a vocabulary of %d"
                            .formatted(head.type().label(), wanted.kinds()),
                    "a type that can hold each of them");
        }
        long bytes = file.attributes().size() - head.begin();
        if (bytes % bytesEach != 0) {
            throw Place.invalid(
                    file.path(),
                    "%d bytes".formatted(bytes),
                    "%d for each id of the type %s"
                            .formatted(bytesEach, head.type().label()));
        }
        long count = bytes / bytesEach;
        if (head.tokens() != null && head.tokens() != count) {
            throw Place.invalid(
                    file.path(),
                    "%d ids".formatted(count),
                    "%d, as the header of the file says".formatted(head.tokens()));
        }
        if (count < (long) TextOptions.FEWEST_TOKENS * parts || count > Integer.MAX_VALUE) {
            throw Place.invalid(
                    file.path(),
                    "%d tokens".formatted(count),
                    "%d to %d tokens".formatted(TextOptions.FEWEST_TOKENS * parts, Integer.MAX_VALUE));
        }
        return new Tokens(head.begin(), bytesEach, (int) count);
    }

    private TokenHead head(Place place, Place.File file) throws IOException {
        try (InputStream in = Files.newInputStream(place.location().resolve(file.path()));
                PushbackInputStream looked = TokenHead.lookedAt(in)) {
            return TokenHead.read(looked, wanted, (found, expected) -> Place.invalid(file.path(), found, expected));
        }
    }
}
