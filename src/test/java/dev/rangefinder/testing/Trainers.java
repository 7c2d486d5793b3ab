package dev.rangefinder.testing;

import java.util.List;

/** The trainers of a server, found from outside. */
public final class Trainers {

    private Trainers() {}

    /** Known by their program, which no other child of a server runs: their arguments are too long to be told. */
    public static List<ProcessHandle> of(ProcessHandle server) {
        return server.children()
                .filter(child -> child.info()
                        .command()
                        .filter(command -> command.endsWith("/java"))
                        .isPresent())
                .toList();
    }
}
