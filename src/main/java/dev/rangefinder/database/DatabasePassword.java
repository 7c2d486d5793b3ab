package dev.rangefinder.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What the embedded PostgreSQL asks for: drawn once, and kept in a file that this server's user alone can read. The
 * file is <a href="https://www.postgresql.org/docs/17/libpq-pgpass.html">one that PostgreSQL's own programs read</a>.
 *
 * @param text what is asked for
 * @param isNew whether it was drawn just now, so that no database knows it yet
 */
record DatabasePassword(String text, boolean isNew) {

    private static final String BEFORE_IT = "localhost:*:*:" + EmbeddedDatabase.USER + ":";

    /** Not to be guessed: 256 bits. */
    private static final int BYTES = 32;

    /** The one that a file keeps, or else a new one, which is on disk when this returns. */
    static DatabasePassword keptIn(Path file) throws IOException {
        String kept = Files.exists(file) ? Files.readString(file).strip() : "";
        if (kept.startsWith(BEFORE_IT)) {
            return new DatabasePassword(kept.substring(BEFORE_IT.length()), false);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        // a file for the moment is its user's alone from the first
        Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "pgpass", null);
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(BEFORE_IT + text + "\n"));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        return new DatabasePassword(text, true);
    }

    /** In a log it would no longer be one. */
    @Override
    public String toString() {
        return "a password";
    }
}
