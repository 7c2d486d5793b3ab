package dev.rangefinder.quota;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.unit.DataSize;

/** Lets no client keep more data sets, models and uploads than it may. */
@Component
public class StorageQuota {

    private final Quotas quotas;
    private final JdbcClient jdbc;

    StorageQuota(Quotas quotas, JdbcClient jdbc) {
        this.quotas = quotas;
        this.jdbc = jdbc;
    }

    /**
     * Refuses an upload before all of it is read, of an owner that could not keep so much.
     *
     * @throws QuotaExceededException if there is no room for that
     */
    @Transactional(readOnly = true)
    public void requireRoom(String owner, long bytes) {
        check(owner, bytes);
    }

    /** How many bytes an owner may ever keep. */
    public long most(String owner) {
        DataSize most = quotas.of(owner).stored();
        return most == null ? Long.MAX_VALUE : most.toBytes();
    }

    /**
     * Holds what is kept, and what is to be kept in this transaction, against the quota.
     *
     * @throws QuotaExceededException if it is too much
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void require(String owner, long moreBytes) {
        if (quotas.of(owner).stored() != null) {
            // two uploads at once would each see what there is without the other
            jdbc.sql("select 1 from pg_advisory_xact_lock(hashtextextended('storage of ' || :owner, 0))")
                    .param("owner", owner)
                    .query(Integer.class)
                    .single();
        }
        check(owner, moreBytes);
    }

    private void check(String owner, long moreBytes) {
        DataSize most = quotas.of(owner).stored();
        if (most != null && stored(owner) + moreBytes > most.toBytes()) {
            throw QuotaExceededException.ofStorage(owner, stored(owner) + moreBytes, most.toBytes());
        }
    }

    /** The rooms that keep depend on this one: so their tables are asked, not their types. */
    private long stored(String owner) {
        return jdbc.sql("""
                        select (select coalesce(sum(bytes), 0) from data_set where owner = :owner)
                             + (select coalesce(sum(bytes), 0) from upload where owner = :owner)
                             + (select coalesce(sum(file_bytes), 0) from stored_model where owner = :owner)""").param("owner", owner).query(Long.class).single();
    }
}
