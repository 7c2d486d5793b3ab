package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.DataSets.SampleSplit;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.located.ChangedFileException;
import dev.rangefinder.dataset.samples.StoredSamples;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.problem.NotFoundException;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.request.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows a few samples of a data set, as they will be trained on. */
@RestController
@RequestMapping(DataSetController.PATH + "/{id}/samples")
class SamplesController {

    /** A square of images that fits a screen. */
    private static final int USUAL_COUNT = 16;

    private static final int MOST = 100;

    /** Of values in one answer: large images come in smaller numbers. */
    private static final long MOST_VALUES = 4 << 20;

    /** Of a text, in one sample: a line or two. */
    private static final int TOKENS = 128;

    private final DataSets dataSets;
    private final HeavyWork heavy;

    SamplesController(DataSets dataSets, HeavyWork heavy) {
        this.dataSets = dataSets;
        this.heavy = heavy;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Samples json(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String split,
            @RequestParam(required = false) @Nullable Integer count)
            throws IOException {
        DataSet dataSet = find(id);
        SampleSplit wanted = split(split);
        return heavy.compute(() -> samples(dataSet, wanted, count));
    }

    private Samples samples(DataSet dataSet, SampleSplit wanted, @Nullable Integer count) throws IOException {
        List<String> names = dataSets.description(dataSet).classes().stream()
                .map(Description.ClassCount::name)
                .toList();
        try (StoredSamples samples = dataSets.samples(dataSet, wanted)) {
            List<Sample> items = new ArrayList<>();
            for (int index : spread(samples, count)) {
                items.add(
                        samples.layout().isText()
                                ? Sample.ofText(samples, index, TOKENS)
                                : Sample.of(samples, index, names));
            }
            return new Samples(wanted, items);
        }
    }

    /** Row by row, in the order of the JSON. */
    @GetMapping(produces = MediaType.IMAGE_PNG_VALUE)
    ResponseEntity<byte[]> png(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String split,
            @RequestParam(required = false) @Nullable Integer count)
            throws IOException, HttpMediaTypeNotAcceptableException {
        DataSet dataSet = find(id);
        SampleSplit wanted = split(split);
        if (!SamplePicture.isImage(dataSet.layout())) {
            throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON));
        }
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .varyBy("Accept")
                .body(heavy.compute(() -> grid(dataSet, wanted, count)));
    }

    private byte[] grid(DataSet dataSet, SampleSplit wanted, @Nullable Integer count) throws IOException {
        try (StoredSamples samples = dataSets.samples(dataSet, wanted)) {
            return SamplePicture.grid(samples, spread(samples, count));
        }
    }

    private DataSet find(UUID id) {
        return dataSets.find(id).orElseThrow(() -> new NotFoundException("data set", id));
    }

    private static SampleSplit split(@Nullable String name) {
        return Objects.requireNonNullElse(Choice.of(SampleSplit.class, "split", name), SampleSplit.TRAIN);
    }

    /** Evenly from the first to the last: files are often sorted by their classes. */
    private static int[] spread(StoredSamples samples, @Nullable Integer wanted) {
        int count = Objects.requireNonNullElse(wanted, USUAL_COUNT);
        Check.fields().between("count", count, 1, MOST).orThrow();
        long most = Math.max(1, MOST_VALUES / samples.layout().shape().size());
        int there = samples.layout().isText() ? Math.max(1, samples.samples() / TOKENS) : samples.samples();
        int shown = (int) Math.min(Math.min(count, most), there);
        return IntStream.range(0, shown)
                .map(i -> (int) ((long) i * samples.samples() / shown))
                .toArray();
    }

    @ExceptionHandler
    ProblemDetail changedFile(ChangedFileException exception) {
        return Problems.of(HttpStatus.CONFLICT, "changed-files", String.valueOf(exception.getMessage()));
    }

    /** A few samples. */
    record Samples(SampleSplit split, List<Sample> items) {}
}
