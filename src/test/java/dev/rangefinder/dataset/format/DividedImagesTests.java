package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.Description.ClassCount;
import dev.rangefinder.dataset.format.file.Description.Split;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.samples.StoredData;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an archive is divided by its owner is kept: no image for testing is ever trained on. */
class DividedImagesTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 5);

    private static final byte[] TRAINED = grey(10);
    private static final byte[] VALIDATED = grey(20);
    private static final byte[] TESTED = grey(30);

    @TempDir
    private Path directory;

    private final Map<String, List<byte[]>> files = new HashMap<>();

    private static byte[] grey(int value) {
        return ImageArchives.image("png", 1, 1, new Color(value, value, value));
    }

    private Conversion convert(ImageArchives train) throws IOException {
        files.put("train", List.of(train.bytes()));
        return Conversion.of(
                Formats.named("image_folder").orElseThrow().with(Map.of("height", "1", "width", "1", "channels", "1")),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "images"));
    }

    private AbstractStringAssert<?> assertRefused(ImageArchives train) {
        return assertThat(assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> convert(train))
                .actual()
                .getMessage());
    }

    private static ImageArchives add(ImageArchives archive, String path, byte[] image, int count) {
        for (int i = 0; i < count; i++) {
            archive.with(path + "/" + i + ".png", image);
        }
        return archive;
    }

    /** Three cats and two dogs to train on, one each for validation, two cats for testing. */
    private static ImageArchives divided(String top, String train, String validation, String test) {
        ImageArchives archive = new ImageArchives();
        add(archive, top + test + "/cat", TESTED, 2);
        add(archive, top + validation + "/cat", VALIDATED, 1);
        add(archive, top + validation + "/dog", VALIDATED, 1);
        add(archive, top + train + "/cat", TRAINED, 3);
        return add(archive, top + train + "/dog", TRAINED, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', train, val, test",
        "'', training, validation, testing",
        "'', TRAIN, Valid, Test",
        "pets/, Train, dev, TESTING",
        "a/b/, train, val, test"
    })
    void validationLooksAtTheFolderForItAndTestImagesAreLeftOut(
            String top, String train, String validation, String test) throws IOException {
        Conversion found = convert(divided(top, train, validation, test));
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).hasSize(5).containsOnly(10);
        assertThat(found.bytes(StoredData.TEST_INPUTS)).hasSize(2).containsOnly(20);
        assertThat(found.description().classes())
                .containsExactly(new ClassCount("cat", 3, 1), new ClassCount("dog", 2, 1));
        assertThat(found.description().split())
                .isEqualTo(new Split(Split.Origin.FOLDERS, validation, null, null, List.of(test)));
        assertThat(found.description().warnings())
                .extracting(Warning::code)
                .containsExactly("validation_by_folder", "images_left_out");
        assertThat(found.description().warnings().getLast().message()).contains("2 images in '" + test + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "val", "Validation", "testing"})
    void validationLooksAtTheOnlyOtherFolder(String other) throws IOException {
        ImageArchives archive = add(new ImageArchives(), "train/cat", TRAINED, 2);
        add(archive, other + "/dog", TESTED, 1);
        add(archive, "train/dog", TRAINED, 1);
        Conversion found = convert(archive);
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).hasSize(3).containsOnly(10);
        assertThat(found.bytes(StoredData.TEST_INPUTS)).containsExactly(30);
        assertThat(found.description().split().validation()).isEqualTo(other);
    }

    @Test
    void theDivisionMayBeInsideTheClasses() throws IOException {
        ImageArchives archive = add(new ImageArchives(), "x/cat/train", TRAINED, 2);
        add(archive, "x/cat/test", TESTED, 1);
        add(archive, "x/dog/train", TRAINED, 3);
        Conversion found = convert(archive);
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).hasSize(5).containsOnly(10);
        assertThat(found.bytes(StoredData.TEST_INPUTS)).containsExactly(30);
        assertThat(found.description().classes()).extracting(ClassCount::name).containsExactly("cat", "dog");
    }

    @Test
    void drawsWhereThereIsAFolderForTrainingAlone() throws IOException {
        ImageArchives archive = add(add(new ImageArchives(), "train/cat", TRAINED, 3), "train/dog", TRAINED, 2);
        Conversion found = convert(archive);
        assertThat(found.description().split().by()).isEqualTo(Split.Origin.DRAW);
        assertThat(found.layout().classes()).isEqualTo(2);
        assertThat(found.layout().testSamples()).isEqualTo(1);
    }

    @Test
    void leavesOutImagesForTestingThatHaveNoClass() throws IOException {
        ImageArchives archive = add(add(new ImageArchives(), "train/cat", TRAINED, 4), "train/dog", TRAINED, 4);
        Conversion found = convert(add(archive, "test", TESTED, 7));
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).containsOnly(10);
        assertThat(found.bytes(StoredData.TEST_INPUTS)).hasSize(2).containsOnly(10);
        assertThat(found.description().split().leftOut()).containsExactly("test");
    }

    @Test
    void aClassMayBeCalledTrain() throws IOException {
        ImageArchives archive = add(add(new ImageArchives(), "car", TRAINED, 4), "train", TRAINED, 4);
        assertThat(convert(archive).description().classes())
                .extracting(ClassCount::name)
                .containsExactly("car", "train");
    }

    @Test
    void refusesFoldersThatMayMeanEither() {
        assertRefused(add(divided("", "train", "val", "test"), "extra/cat", TRAINED, 1))
                .contains("'extra' beside 'test', 'train', 'val'");
        assertRefused(add(add(new ImageArchives(), "test/cat", TESTED, 1), "cat", TRAINED, 1))
                .contains("'cat' beside 'test'");
        assertRefused(add(add(new ImageArchives(), "train", TRAINED, 1), "test", TESTED, 1))
                .contains("images in 'test' and 'train', in no folder of a class");
        assertRefused(add(add(new ImageArchives(), "p/train", TRAINED, 1), "p/test", TESTED, 1))
                .contains("images in 'p/test' and 'p/train'");
        assertRefused(add(divided("", "train", "val", "test"), "train", TRAINED, 1))
                .contains("images in 'train', in no folder of a class");
        assertRefused(add(divided("", "train", "val", "test"), "val", VALIDATED, 1))
                .contains("'val/0.png' in no folder of a class");
        assertRefused(add(add(new ImageArchives(), "test/cat", TESTED, 1), "test/dog", TESTED, 1))
                .contains("0 folders of images for training");
    }

    @Test
    void refusesAClassThatTrainingHasNot() {
        assertRefused(add(divided("", "train", "val", "test"), "val/bird", VALIDATED, 1))
                .contains("the folder 'bird'", "for training");
    }

    @Test
    void refusesADivisionBesideAPartForTesting() {
        files.put("test", List.of(add(new ImageArchives(), "cat", TESTED, 1).bytes()));
        assertRefused(divided("", "train", "val", "test")).contains("the folder 'val' beside a part test");
    }

    @Test
    void aPartForTestingMayHaveAFolderOfThatName() throws IOException {
        files.put(
                "test", List.of(add(new ImageArchives(), "test/cat", TESTED, 1).bytes()));
        ImageArchives archive = add(add(new ImageArchives(), "train/cat", TRAINED, 3), "train/dog", TRAINED, 2);
        Conversion found = convert(archive);
        assertThat(found.bytes(StoredData.TEST_INPUTS)).containsExactly(30);
        assertThat(found.layout().trainSamples()).isEqualTo(5);
        files.put("test", List.of(archive.bytes()));
        assertRefused(archive).contains("the folder 'train'", "images for testing alone");
    }

    @Test
    void namesTheFilesThatArePassedOver() throws IOException {
        ImageArchives archive = divided("", "train", "val", "test");
        List<String> names = List.of(
                "README.txt",
                "train/Thumbs.db",
                "train/cat/desktop.ini",
                ".DS_Store",
                "__MACOSX/train/._0.png",
                "labels.csv");
        names.forEach(name -> archive.with(name, new byte[] {1}));
        Conversion found = convert(archive);
        assertThat(found.layout().trainSamples()).isEqualTo(5);
        assertThat(found.description().warnings().subList(0, names.size()))
                .allMatch(warning -> warning.code().equals("file_passed_over"))
                .zipSatisfy(
                        names, (warning, name) -> assertThat(warning.message()).contains("'" + name + "'"));
    }

    @Test
    void namesTwentyFilesAndCountsTheOthers() throws IOException {
        ImageArchives archive = divided("", "train", "val", "test");
        for (int i = 0; i < 33; i++) {
            archive.with("notes/" + i + ".txt", new byte[] {1});
        }
        assertThat(convert(archive).description().warnings())
                .hasSize(23)
                .extracting(Warning::message)
                .anyMatch(message -> message.contains("13 more"));
    }
}
