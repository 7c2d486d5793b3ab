package dev.rangefinder.shared.web.problem;

/** A resource that does not exist. */
public class NotFoundException extends RuntimeException {

    public NotFoundException(String resource, Object id) {
        super("There is no %s %s.".formatted(resource, id));
    }
}
