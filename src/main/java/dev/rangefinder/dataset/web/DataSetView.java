package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSetState;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.model.spec.Shape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A data set as JSON. */
record DataSetView(
        UUID id,
        String name,
        String contentHash,
        boolean builtIn,
        Shape shape,
        String element,
        Task task,
        @Nullable Integer classes,
        int trainSamples,
        int testSamples,
        DataSetState state,
        @Nullable String location,
        @Nullable Long checked,
        @Nullable Long total,
        @Nullable String problem,
        Description.@Nullable Split split,
        @Nullable List<Description.TableColumn> columns,
        @Nullable List<Description.ClassCount> classCounts,
        Description.@Nullable Tokens tokens,
        Description.@Nullable Target target,
        @Nullable List<Warning> warnings,
        Instant createdAt,
        Links links) {

    /** Where it is. */
    record Links(String self, String samples) {}

    /** Without what became of the upload, which may be long. */
    static DataSetView brief(DataSet dataSet) {
        return of(dataSet, null, null);
    }

    /**
     * The whole of it.
     *
     * @param warnings of the upload that is answered
     */
    static DataSetView whole(DataSet dataSet, Description description, List<Warning> warnings) {
        return of(dataSet, description, warnings);
    }

    private static DataSetView of(
            DataSet dataSet, @Nullable Description description, @Nullable List<Warning> warnings) {
        String self = DataSetController.PATH + "/" + dataSet.id();
        return new DataSetView(
                dataSet.id(),
                dataSet.name(),
                dataSet.contentHash(),
                dataSet.builtIn(),
                dataSet.layout().shape(),
                dataSet.layout().element().name().toLowerCase(Locale.ROOT),
                dataSet.layout().task(),
                dataSet.layout().isRegression()
                        ? null
                        : (Integer) dataSet.layout().classes(),
                dataSet.layout().trainSamples(),
                dataSet.layout().testSamples(),
                dataSet.state(),
                dataSet.location().map(Path::toString).orElse(null),
                dataSet.checked().orElse(null),
                dataSet.total().orElse(null),
                dataSet.problem().orElse(null),
                description == null ? null : description.split(),
                description == null ? null : description.columns(),
                description == null || dataSet.layout().isRegression() ? null : description.classes(),
                description == null ? null : description.tokens(),
                description == null ? null : description.target(),
                warnings,
                dataSet.createdAt(),
                new Links(self, self + "/samples"));
    }
}
