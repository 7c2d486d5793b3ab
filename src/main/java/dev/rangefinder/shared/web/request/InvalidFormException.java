package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.web.problem.Problems.ValueError;
import java.util.List;

/** An upload whose fields or files are not those that it should have. */
public class InvalidFormException extends RuntimeException {

    private final transient List<ValueError> fields;
    private final transient List<ValueError> files;

    public InvalidFormException(List<ValueError> fields, List<ValueError> files) {
        this.fields = List.copyOf(fields);
        this.files = List.copyOf(files);
    }

    public List<ValueError> fields() {
        return fields;
    }

    public List<ValueError> files() {
        return files;
    }
}
