package dev.rangefinder.dataset.web;

import dev.rangefinder.shared.web.Problems.ValueError;
import java.util.List;

/** An upload whose parts are not those that it should have. */
class InvalidFormException extends RuntimeException {

    private final transient List<ValueError> fields;
    private final transient List<ValueError> files;

    InvalidFormException(List<ValueError> fields, List<ValueError> files) {
        this.fields = List.copyOf(fields);
        this.files = List.copyOf(files);
    }

    List<ValueError> fields() {
        return fields;
    }

    List<ValueError> files() {
        return files;
    }
}
