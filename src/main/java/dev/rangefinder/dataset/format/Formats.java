package dev.rangefinder.dataset.format;

import java.util.List;
import java.util.Optional;

/** The formats that an upload may have, as they are where nothing is said beside them. */
public final class Formats {

    public static final List<Format> ALL =
            List.of(new Idx(), Cifar.TEN, Cifar.HUNDRED, Csv.DEFAULT, ImageFolder.DEFAULT, Numpy.DEFAULT, Text.DEFAULT);

    private Formats() {}

    public static Optional<Format> named(String name) {
        return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
    }
}
