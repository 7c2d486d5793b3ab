package dev.rangefinder.run;

import dev.rangefinder.quota.Quotas;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.shared.Json;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whose turn it is: the highest priority first; within it the client with the fewest runs in training, and of those the
 * one that was served longest ago. So a queue of ten thousand runs of one client costs another client one run's wait.
 *
 * <p>The recursion jumps from client to client along the index: its cost grows with the clients that wait, not with
 * their runs.
 */
@Component
class FairShare {

    /** Further ones are tried when the runs of the first are all locked by servers that claim at this moment. */
    private static final int CANDIDATES = 8;

    static final String SQL = """
            with recursive waiting (queue, client) as (
              select asked, (select min(client) from run where state = 'QUEUED' and queue = asked)
              from unnest(array[:queues]) as asked
              union all
              select queue, (select min(next.client) from run next
                where next.state = 'QUEUED' and next.queue = waiting.queue and next.client > waiting.client)
              from waiting where client is not null
            )
            select waiting.queue, waiting.client, head.priority
            from waiting
            cross join lateral (
              select priority, not_before from run
              where run.state = 'QUEUED' and run.queue = waiting.queue and run.client = waiting.client
                and run.not_before <= now()
              order by run.priority desc, run.not_before, run.id limit 1
            ) head
            left join (
              select client, count(*) as runs from run
              where state = 'RUNNING' and owner is not null group by client
            ) training on training.client = waiting.client
            cross join lateral (
              select max(claimed_at) as at from run served where served.client = waiting.client
            ) last_served
            where coalesce(training.runs, 0) < coalesce((cast(:own as jsonb) ->> waiting.client)::int, :usual, 2147483647)
            order by head.priority desc, coalesce(training.runs, 0), last_served.at nulls first, head.not_before
            limit :candidates""";

    private final JdbcClient jdbc;
    private final Quotas quotas;

    FairShare(JdbcClient jdbc, Quotas quotas) {
        this.jdbc = jdbc;
        this.quotas = quotas;
    }

    /**
     * Who may have the next run of what is offered, the first in turn first; none of those that have as many in
     * training as they may.
     */
    List<Turn> of(Offer offer) {
        return jdbc.sql(SQL)
                .param("queues", offer.queues())
                .param("candidates", CANDIDATES)
                .param("usual", quotas.usual().runningRuns(), Types.INTEGER)
                .param("own", Json.MAPPER.writeValueAsString(own()))
                .query((row, number) ->
                        new Turn(row.getString("queue"), row.getString("client"), row.getInt("priority")))
                .list();
    }

    private Map<String, Integer> own() {
        Map<String, Integer> own = new TreeMap<>();
        quotas.own().forEach((client, quota) -> {
            if (quota.runningRuns() != null) {
                own.put(client, quota.runningRuns());
            }
        });
        return own;
    }

    /**
     * Whether a client may have one more in training, certain until the transaction ends: servers that claim at the same
     * time do not exceed its quota together. Where another claims for it at this moment, its turn is the next time.
     */
    boolean hasRoom(String client) {
        Integer most = quotas.of(client).runningRuns();
        return most == null || (isAlone(client) && running(client) < most);
    }

    private boolean isAlone(String client) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('claims of ' || :client, 0))")
                .param("client", client)
                .query(Boolean.class)
                .single();
    }

    private long running(String client) {
        return jdbc.sql("""
                        select count(*) from run
                        where client = :client and ended_at is null and state = 'RUNNING' and owner is not null""").param("client", client).query(Long.class).single();
    }

    /** Runs that wait alike: the first of them is next. */
    record Turn(String queue, String client, int priority) {}
}
