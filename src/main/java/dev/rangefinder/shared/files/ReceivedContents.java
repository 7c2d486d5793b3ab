package dev.rangefinder.shared.files;

import dev.rangefinder.shared.Chore;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Contents that were uploaded into a catalogue, whether or not it still has them: their server may have died before it
 * could commit the entry, or after it had deleted it. Every content is noted when it is received, so that only files
 * are removed that came here by this database.
 */
public abstract class ReceivedContents implements Chore {

    private static final int AT_ONCE = 20;

    private final JdbcClient jdbc;
    private final String catalogue;
    private final Runnable lock;
    private final Contents files;

    /**
     * Those of one catalogue.
     *
     * @param catalogue its table, which names contents in {@code content_hash}
     * @param lock holds new entries up until the transaction ends
     */
    protected ReceivedContents(JdbcClient jdbc, String catalogue, Runnable lock, Contents files) {
        this.jdbc = jdbc;
        this.catalogue = catalogue;
        this.lock = lock;
        this.files = files;
    }

    /** Before the files can be where others find them. */
    public void note(String contentHash) {
        jdbc.sql("""
                        insert into received_content (content_hash, catalogue, received_at) values (:hash, :catalogue, now())
                        on conflict (content_hash) do update set received_at = excluded.received_at""").param("hash", contentHash).param("catalogue", catalogue).update();
    }

    /**
     * Removes some that the catalogue has no entry for, and counts them. The hour is for uploads that are received but
     * not registered yet; those that are just registered hold the lock.
     */
    @Override
    public int pass() {
        lock.run();
        List<String> unlisted = jdbc.sql("""
                        select content_hash from received_content c
                        where catalogue = :catalogue and received_at < now() - interval '1 hour'
                          and not exists (select from %s d where d.content_hash = c.content_hash)
                        order by received_at limit :limit""".formatted(catalogue))
                .param("catalogue", catalogue)
                .param("limit", AT_ONCE)
                .query((row, number) -> row.getString(1))
                .list();
        unlisted.forEach(this::remove);
        return unlisted.size();
    }

    /** Under the lock of the catalogue. */
    public void remove(String contentHash) {
        files.remove(contentHash);
        jdbc.sql("delete from received_content where content_hash = :hash")
                .param("hash", contentHash)
                .update();
    }
}
