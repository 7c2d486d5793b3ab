package dev.rangefinder.shared;

import java.util.List;
import java.util.stream.Collectors;

/** Values that break the rules of the record they were meant for. */
public class InvalidValuesException extends IllegalArgumentException {

    private final transient List<Violation> violations;

    public InvalidValuesException(List<Violation> violations) {
        super(violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
