package dev.rangefinder.dataset;

import dev.rangefinder.shared.Chore;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Samples that have no name in the catalogue: their server died before it could commit the name, or after it had deleted
 * it. Every content is noted when it is received, so that only files are removed that came here by this database.
 */
@Component
class UnnamedContents implements Chore {

    private static final int AT_ONCE = 20;

    private final JdbcClient jdbc;
    private final DataSetRepository dataSets;
    private final DataSetFiles files;

    UnnamedContents(JdbcClient jdbc, DataSetRepository dataSets, DataSetFiles files) {
        this.jdbc = jdbc;
        this.dataSets = dataSets;
        this.files = files;
    }

    /** Before the files can be where trainers find them. */
    void note(String contentHash) {
        jdbc.sql("""
                        insert into received_content (content_hash, received_at) values (:hash, now())
                        on conflict (content_hash) do update set received_at = excluded.received_at""").param("hash", contentHash).update();
    }

    @Override
    public String name() {
        return "data set files without a name";
    }

    /** The hour is for uploads that are received but not registered yet; those that are just registered hold the lock. */
    @Override
    public int pass() {
        dataSets.lockCatalogue();
        List<String> unnamed = jdbc.sql("""
                        select content_hash from received_content c where received_at < now() - interval '1 hour'
                          and not exists (select from data_set d where d.content_hash = c.content_hash)
                        order by received_at limit :limit""")
                .param("limit", AT_ONCE)
                .query((row, number) -> row.getString(1))
                .list();
        unnamed.forEach(this::remove);
        return unnamed.size();
    }

    /** Under the lock of the catalogue. */
    void remove(String contentHash) {
        files.remove(contentHash);
        jdbc.sql("delete from received_content where content_hash = :hash")
                .param("hash", contentHash)
                .update();
    }
}
