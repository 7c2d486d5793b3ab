package dev.rangefinder.quota;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Lets no client order more than it may have. What a range test asks for by itself, further sweeps and trainings that
 * verify it, is counted when it is submitted, and refused no more.
 */
@Component
public class OrderQuota {

    private final Quotas quotas;
    private final JdbcClient jdbc;

    OrderQuota(Quotas quotas, JdbcClient jdbc) {
        this.quotas = quotas;
        this.jdbc = jdbc;
    }

    /**
     * Holds what a client has ordered, and what it orders in this transaction, against its quota.
     *
     * @param iterations of all that the order may come to
     * @throws QuotaExceededException if it is too much
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void require(String client, long runs, long iterations) {
        Quota quota = quotas.of(client);
        Integer mostRuns = quota.queuedRuns();
        Long mostIterations = quota.iterations();
        if (mostRuns == null && mostIterations == null) {
            return;
        }
        lock(client);
        if (mostRuns != null) {
            require(client, "runs that wait", queued(client), runs, mostRuns);
        }
        if (mostIterations != null) {
            require(client, "iterations that are not over", ordered(client), iterations, mostIterations);
        }
    }

    private static void require(String client, String of, long had, long more, long most) {
        if (more > most) {
            throw QuotaExceededException.ever(client, of, more, most);
        }
        if (had + more > most) {
            throw QuotaExceededException.forNow(client, of, had + more, most);
        }
    }

    /** Two orders at once would each see what there is without the other. */
    private void lock(String client) {
        jdbc.sql("select 1 from pg_advisory_xact_lock(hashtextextended('orders of ' || :client, 0))")
                .param("client", client)
                .query(Integer.class)
                .single();
    }

    /** The rooms that submit depend on this one: so their tables are asked, not their types. */
    private long queued(String client) {
        return jdbc.sql("select count(*) from run where client = :client and ended_at is null and state = 'QUEUED'")
                .param("client", client)
                .query(Long.class)
                .single();
    }

    private long ordered(String client) {
        return jdbc.sql("""
                        select (select coalesce(sum(iterations), 0) from run
                                where client = :client and ended_at is null and purpose <> 'RANGE_TEST')
                             + (select coalesce(sum(repeats * (sweep ->> 'iterations')::bigint + coalesce(refine_iterations, 0)
                                  + coalesce((verify ->> 'iterations')::bigint, 0)), 0) from range_test
                                where client = :client and ended_at is null)""").param("client", client).query(Long.class).single();
    }
}
