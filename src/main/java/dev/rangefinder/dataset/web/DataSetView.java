package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.model.spec.Shape;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** A data set as JSON. */
record DataSetView(
        UUID id,
        String name,
        String contentHash,
        boolean builtIn,
        Shape shape,
        String element,
        int classes,
        int trainSamples,
        int testSamples,
        Instant createdAt,
        Links links) {

    /** Where it is. */
    record Links(String self) {}

    static DataSetView of(DataSet dataSet) {
        return new DataSetView(
                dataSet.id(),
                dataSet.name(),
                dataSet.contentHash(),
                dataSet.builtIn(),
                dataSet.layout().shape(),
                dataSet.layout().element().name().toLowerCase(Locale.ROOT),
                dataSet.layout().classes(),
                dataSet.layout().trainSamples(),
                dataSet.layout().testSamples(),
                dataSet.createdAt(),
                new Links(DataSetController.PATH + "/" + dataSet.id()));
    }
}
