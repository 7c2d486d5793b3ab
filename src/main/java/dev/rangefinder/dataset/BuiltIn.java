package dev.rangefinder.dataset;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.util.List;

/** A data set that comes with the service: made here, the same on every machine, byte for byte. */
sealed interface BuiltIn permits Shapes, Spirals {

    List<BuiltIn> ALL = List.of(new Shapes(), new Spirals());

    String name();

    /** Known beforehand, so that a start needs not make what is there; a change of the samples changes it. */
    String contentHash();

    Layout layout();

    /** Makes the samples. */
    void write(CanonicalWriter writer) throws IOException;

    static boolean isName(String name) {
        return ALL.stream().anyMatch(builtIn -> builtIn.name().equals(name));
    }
}
