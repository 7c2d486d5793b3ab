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

    /** The same of a record that is a field of another one. */
    public InvalidValuesException inField(String field) {
        return new InvalidValuesException(violations.stream()
                .map(violation ->
                        new Violation(field + "/" + violation.field(), violation.value(), violation.expected()))
                .toList());
    }

    public List<Violation> violations() {
        return violations;
    }
}
