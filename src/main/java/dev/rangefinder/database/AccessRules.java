package dev.rangefinder.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whom a PostgreSQL lets in, and what it asks for: the file {@code pg_hba.conf} of its cluster. */
final class AccessRules {

    /** Of PostgreSQL's methods the only one by which neither the password nor what stands for it goes over the wire. */
    static final String METHOD = "scram-sha-256";

    private final Path file;

    AccessRules(Path cluster) {
        this.file = cluster.resolve("pg_hba.conf");
    }

    /** Whether there is a cluster by now. */
    boolean exist() {
        return Files.exists(file);
    }

    /** Whether any is let in without a word. */
    boolean trust() throws IOException {
        return Files.readString(file).lines().anyMatch(line -> line.strip().matches("[^#].*\\strust"));
    }

    void trustThisMachine() throws IOException {
        letIn("trust");
    }

    void askForPassword() throws IOException {
        letIn(METHOD);
    }

    private void letIn(String method) throws IOException {
        Files.write(file, List.of("host all all 127.0.0.1/32 " + method, "host all all ::1/128 " + method));
    }
}
