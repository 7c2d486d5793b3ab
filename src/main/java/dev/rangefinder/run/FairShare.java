package dev.rangefinder.run;

import dev.rangefinder.run.place.Offer;
import java.util.List;
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
            order by head.priority desc, coalesce(training.runs, 0), last_served.at nulls first, head.not_before
            limit :candidates""";

    private final JdbcClient jdbc;

    FairShare(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Who may have the next run of what is offered, the first in turn first. */
    List<Turn> of(Offer offer) {
        return jdbc.sql(SQL)
                .param("queues", offer.queues())
                .param("candidates", CANDIDATES)
                .query((row, number) ->
                        new Turn(row.getString("queue"), row.getString("client"), row.getInt("priority")))
                .list();
    }

    /** Runs that wait alike: the first of them is next. */
    record Turn(String queue, String client, int priority) {}
}
