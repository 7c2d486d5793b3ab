package dev.rangefinder.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Augmentation;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.trainer.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTests {

    private static final int SAMPLES = 10;

    @TempDir
    private Path directory;

    /** Samples of 1×1×2: sample i is (i, 100 + 2 i), its label is i % 3. */
    private StoredData stored(ElementType element) throws IOException {
        for (String split : List.of("train", "test")) {
            ByteBuffer inputs =
                    ByteBuffer.allocate(SAMPLES * 2 * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer labels = ByteBuffer.allocate(SAMPLES * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < SAMPLES; i++) {
                for (int value : new int[] {i, 100 + 2 * i}) {
                    if (element == ElementType.UINT8) {
                        inputs.put((byte) value);
                    } else {
                        inputs.putFloat(value);
                    }
                }
                labels.putInt(i % 3);
            }
            Files.write(directory.resolve(split + ".inputs"), inputs.array());
            Files.write(directory.resolve(split + ".labels"), labels.array());
        }
        return new StoredData(directory, new Layout(new Shape(1, 1, 2), element, 3, SAMPLES, SAMPLES));
    }

    private Batches batches(ElementType element, Preprocessing preprocessing, int batchSize, long seed)
            throws IOException {
        Workload workload = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), batchSize, preprocessing);
        return Batches.of(stored(element), workload, new Evaluation(1, 4), seed);
    }

    private static float[] values(Batch batch) {
        float[] values = new float[batch.size() * 2];
        batch.inputs().asFloatBuffer().get(values);
        return values;
    }

    private static List<Integer> firstValues(Batch batch) {
        float[] values = values(batch);
        return IntStream.range(0, batch.size())
                .mapToObj(i -> (int) values[2 * i])
                .toList();
    }

    /** 40 tokens are four windows of 9, from 0, 9, 18 and 27; the label of each token is the next. */
    @ParameterizedTest
    @ValueSource(ints = {250, 300, 70_000})
    void windowsOfATextLieOneBehindTheOther(int vocabulary) throws IOException {
        StoredData text = Samples.text(directory, vocabulary, 40);
        Workload workload = new Workload("any", new Gpt(1, 8, 2, 0, true), new Sgd(0, false, 0), 4, null, null, 9);
        long[] tokens = tokens(text, 40);
        try (Batches batches = Batches.of(text, workload, new Evaluation(1, 100), 3)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                Batch batch = batches.next();
                assertThat(batch.size()).isEqualTo(4);
                assertThat(batch.targets()).isEqualTo(36);
                List<Long> starts = new ArrayList<>();
                for (int window = 0; window < 4; window++) {
                    int at = window * 9;
                    int start = startOf(batch, at, tokens);
                    starts.add((long) start);
                    for (int i = 0; i < 9; i++) {
                        assertThat(batch.inputs().asLongBuffer().get(at + i)).isEqualTo(tokens[start + i]);
                        assertThat(batch.label(at + i)).isEqualTo((int) tokens[start + i + 1]);
                    }
                }
                assertThat(starts).containsExactlyInAnyOrder(0L, 9L, 18L, 27L);
            }
            assertThat(batches.evaluationBatches()).as("13 tokens for testing").isOne();
            assertThat(batches.nextEvaluation().size()).isOne();
        }
    }

    private static int startOf(Batch batch, int at, long[] tokens) {
        for (int start = 0; start < tokens.length - 9; start += 9) {
            int from = start;
            if (IntStream.range(0, 9)
                    .allMatch(i -> batch.inputs().asLongBuffer().get(at + i) == tokens[from + i])) {
                return start;
            }
        }
        throw new AssertionError("no window of the text");
    }

    private static long[] tokens(StoredData text, int count) throws IOException {
        ByteBuffer stored = ByteBuffer.wrap(Files.readAllBytes(text.directory().resolve("train.inputs")))
                .order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.range(0, count)
                .map(ignored -> switch (text.layout().element()) {
                    case UINT8 -> Byte.toUnsignedLong(stored.get());
                    case UINT16 -> Short.toUnsignedLong(stored.getShort());
                    default -> stored.getInt();
                })
                .toArray();
    }

    @Test
    void anEpochShowsEverySampleOnceAndLeavesOutWhatFillsNoBatch() throws IOException {
        Batches batches = batches(ElementType.UINT8, Preprocessing.NONE, 3, 1);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.addAll(firstValues(batches.next()));
        }
        assertThat(seen).hasSize(9).doesNotHaveDuplicates();
        Set<Integer> nextEpoch = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            nextEpoch.addAll(firstValues(batches.next()));
        }
        assertThat(nextEpoch).hasSize(9);
    }

    @Test
    void valuesAndLabelsStayTogether() throws IOException {
        Batch batch =
                batches(ElementType.FLOAT32, Preprocessing.NONE, SAMPLES, 5).next();
        float[] values = values(batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(values[2 * i + 1]).isEqualTo(100 + 2 * values[2 * i]);
            assertThat(batch.label(i)).isEqualTo((int) values[2 * i] % 3);
        }
    }

    @Test
    void theOrderFollowsFromTheSeedAlone() throws IOException {
        List<Integer> first = firstValues(
                batches(ElementType.UINT8, Preprocessing.NONE, SAMPLES, 1).next());
        assertThat(firstValues(batches(ElementType.UINT8, Preprocessing.NONE, SAMPLES, 1)
                        .next()))
                .isEqualTo(first);
        assertThat(firstValues(batches(ElementType.UINT8, Preprocessing.NONE, SAMPLES, 2)
                        .next()))
                .isNotEqualTo(first);
    }

    @Test
    void standardizedValuesHaveMeanZeroAndDeviationOneInEachChannel() throws IOException {
        float[] values = values(batches(ElementType.UINT8, Preprocessing.STANDARDIZE, SAMPLES, 1)
                .next());
        for (int channel = 0; channel < 2; channel++) {
            int c = channel;
            double[] one = IntStream.range(0, SAMPLES)
                    .mapToDouble(i -> values[2 * i + c])
                    .toArray();
            double mean = IntStream.range(0, SAMPLES).mapToDouble(i -> one[i]).sum() / SAMPLES;
            double square = IntStream.range(0, SAMPLES)
                            .mapToDouble(i -> one[i] * one[i])
                            .sum()
                    / SAMPLES;
            assertThat(mean).isBetween(-1e-6, 1e-6);
            assertThat(square).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }

    @Test
    void unitMeansBytesOver255AndFloatsAsTheyAre() throws IOException {
        assertThat(values(batches(ElementType.UINT8, Preprocessing.UNIT, SAMPLES, 1)
                        .next()))
                .contains(9 / 255f, 118 / 255f);
        assertThat(values(batches(ElementType.FLOAT32, Preprocessing.UNIT, SAMPLES, 1)
                        .next()))
                .contains(9f, 118f);
    }

    @Test
    void theMeanImageIsTakenAwayWithoutScaling() throws IOException {
        assertThat(values(batches(ElementType.UINT8, Preprocessing.MEAN_IMAGE, SAMPLES, 1)
                        .next()))
                .contains(-4.5f, 4.5f, -9f, 9f);
    }

    @Test
    void everyRunIsEvaluatedOnTheSameTestSamples() throws IOException {
        Batches one = batches(ElementType.UINT8, Preprocessing.NONE, 3, 1);
        Batches other = batches(ElementType.UINT8, Preprocessing.NONE, 3, 99);
        assertThat(one.evaluationBatches()).isEqualTo(1);
        assertThat(firstValues(one.nextEvaluation()))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .isEqualTo(firstValues(other.nextEvaluation()));
    }

    private Batches manyEvaluated(int samples) throws IOException {
        Workload workload = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), 1, Preprocessing.NONE);
        return Batches.of(
                Samples.noise(directory, new Shape(1, 1, 2), 2, samples), workload, new Evaluation(1, samples), 1);
    }

    private static List<Float> evaluation(Batches batches) {
        List<Float> seen = new ArrayList<>();
        for (int part = 0; part < batches.evaluationBatches(); part++) {
            for (float value : values(batches.nextEvaluation())) {
                seen.add(value);
            }
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500, 501, 1000, 1001, 2300})
    void everyEvaluationSeesEachOfItsSamplesOnceInTheSameOrder(int samples) throws IOException {
        Batches batches = manyEvaluated(samples);
        List<Float> first = evaluation(batches);
        assertThat(first).hasSize(2 * samples);
        assertThat(Set.copyOf(first)).as("numbers are drawn from a wide range").hasSizeGreaterThan(19 * samples / 10);
        assertThat(evaluation(batches)).isEqualTo(first);
        assertThat(evaluation(batches)).isEqualTo(first);
    }

    /** Told by samples that change on the disk meanwhile. */
    @ParameterizedTest
    @CsvSource({"500, true", "1000, true", "1500, false"})
    void whatIsEvaluatedIsDecodedOnceWhereItFitsIntoTheBuffers(int samples, boolean isKept) throws IOException {
        Batches batches = manyEvaluated(samples);
        List<Float> first = evaluation(batches);
        try (FileChannel file = FileChannel.open(directory.resolve(StoredData.TEST_INPUTS), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate((int) file.size()), 0);
        }
        List<Float> ahead = evaluation(batches);
        assertThat(evaluation(batches).equals(first)).isEqualTo(isKept);
        assertThat(ahead).hasSameSizeAs(first);
    }

    @Test
    void largeSamplesAreEvaluatedAFewAtATime() throws IOException {
        Layout layout = new Layout(new Shape(1024, 1024, 1), ElementType.UINT8, 2, 1, 17);
        Files.write(directory.resolve(StoredData.TRAIN_INPUTS), new byte[1024 * 1024]);
        Files.write(directory.resolve(StoredData.TRAIN_LABELS), new byte[Integer.BYTES]);
        Files.write(directory.resolve(StoredData.TEST_INPUTS), new byte[17 * 1024 * 1024]);
        Files.write(directory.resolve(StoredData.TEST_LABELS), new byte[17 * Integer.BYTES]);
        Workload workload = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), 1, Preprocessing.NONE);
        Batches batches = Batches.of(new StoredData(directory, layout), workload, new Evaluation(1, 17), 1);
        assertThat(batches.evaluationBatches()).isEqualTo(2);
        assertThat(batches.nextEvaluation().inputs().capacity()).isEqualTo(64 << 20);
        assertThat(batches.nextEvaluation().size()).isEqualTo(1);
    }

    @Test
    void aFileOfAnotherLengthThanItsLayoutSaysIsRefused() throws IOException {
        StoredData stored = stored(ElementType.UINT8);
        Files.write(directory.resolve(StoredData.TRAIN_INPUTS), new byte[7]);
        assertThatThrownBy(() -> Split.training(stored)).hasMessageContaining("7 bytes instead of 20");
    }

    @Test
    void flatnessIsMeasuredOnTheSameSamplesWhateverTheSeed() throws IOException {
        StoredData data = stored(ElementType.FLOAT32);
        Workload workload = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), 4, Preprocessing.NONE);
        List<List<Float>> seen = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            try (Batches batches = Batches.of(data, workload, new Evaluation(1, 0), seed)) {
                batches.next();
                FixedBatches fixed = batches.fixed();
                assertThat(fixed.samples()).isEqualTo(SAMPLES);
                for (int pass = 0; pass < 2; pass++) {
                    List<Float> first = new ArrayList<>();
                    List<Integer> sizes = new ArrayList<>();
                    for (Batch batch : fixed) {
                        sizes.add(batch.size());
                        for (int i = 0; i < batch.size(); i++) {
                            first.add(batch.inputs().asFloatBuffer().get(2 * i));
                            assertThat(batch.label(i)).isEqualTo((int) (first.getLast() % 3));
                        }
                    }
                    assertThat(sizes).containsExactly(4, 4, 2);
                    seen.add(first);
                }
            }
        }
        assertThat(seen).hasSize(6).containsOnly(seen.getFirst());
        assertThat(seen.getFirst()).doesNotHaveDuplicates();
    }

    @Test
    void smallBatchesLimitTheSamplesThatFlatnessIsMeasuredOn() throws IOException {
        Split split = Split.training(stored(ElementType.UINT8));
        NormalizedSamples reader = new NormalizedSamples(
                split,
                Normalizer.of(Preprocessing.NONE, split),
                ImageView.whole(split.layout().shape()),
                new ClassLabels());
        assertThat(FixedBatches.some(reader, 2, 1000, 3).samples()).isEqualTo(6);
        assertThat(FixedBatches.some(reader, 1000, 7, 3).samples()).isEqualTo(7);
    }

    @Test
    void onlyInputsThatAreTheSameEachTimeMayLieOnTheDevice() throws IOException {
        Evaluation evaluation = new Evaluation(1, 4);
        StoredData stored = stored(ElementType.UINT8);
        Workload plain = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), 2, Preprocessing.UNIT);
        Workload mirrored = new Workload(
                "any",
                plain.model(),
                plain.optimizer(),
                2,
                Preprocessing.UNIT,
                null,
                null,
                null,
                null,
                null,
                new Augmentation(0, null, null, true, 0),
                null);
        try (Batches resident = Batches.of(stored, plain, evaluation, 1, true);
                Batches augmented = Batches.of(stored, mirrored, evaluation, 1, true);
                Batches unasked = Batches.of(stored, plain, evaluation, 1, false)) {
            assertThat(augmented.resident()).isNull();
            assertThat(unasked.resident()).isNull();
            FixedBatches all = Objects.requireNonNull(resident.resident());
            assertThat(all.samples()).isEqualTo(SAMPLES);
            float[] values = values(all.iterator().next());
            for (int number = 0; number < SAMPLES / 2; number++) {
                Batch numbers = resident.next();
                Batch inputs = unasked.next();
                for (int i = 0; i < inputs.size(); i++) {
                    int sample = (int) numbers.inputs().asLongBuffer().get(i);
                    assertThat(numbers.label(i)).isEqualTo(inputs.label(i));
                    assertThat(List.of(values[2 * sample], values[2 * sample + 1]))
                            .isEqualTo(List.of(values(inputs)[2 * i], values(inputs)[2 * i + 1]));
                }
            }
        }
    }
}
