package dev.rangefinder.run;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface RunRepository extends JpaRepository<Run, UUID> {

    List<Run> findByGroupIdOrderByRepeat(UUID groupId);

    List<Run> findByGroupIdInOrderByRepeat(List<UUID> groupIds);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Run r where r.groupId = :groupId order by r.id")
    List<Run> lockGroup(UUID groupId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Run r where r.id = :id")
    Optional<Run> lock(UUID id);

    @Query(nativeQuery = true, value = """
            select * from run where state = 'RUNNING' and lease_until < clock_timestamp()
            order by id for update skip locked""")
    List<Run> lockExpired();

    /**
     * Row by row in the order of ids, as all code locks several runs: a cancel at the same moment would else be a
     * deadlock.
     */
    @Modifying
    @Query(nativeQuery = true, value = """
            with held as (
              select id from run
              where state = 'RUNNING' and owner = :server and id in (:runs)
              order by id for update
            )
            update run set lease_until = clock_timestamp() + make_interval(secs => :leaseSeconds)
            from held where run.id = held.id""")
    int renewLeases(UUID server, List<UUID> runs, double leaseSeconds);

    @Query("select r.id as run, r.attempt as number, r.cancelRequested as cancelRequested from Run r "
            + "where r.state = RUNNING and r.lease.owner = :server")
    List<Holding> heldBy(UUID server);

    /** A run that a server executes at this moment, without its larger columns. */
    interface Holding {

        UUID getRun();

        int getNumber();

        boolean getCancelRequested();
    }
}
