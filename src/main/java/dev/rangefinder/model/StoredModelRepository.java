package dev.rangefinder.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface StoredModelRepository extends JpaRepository<StoredModel, String> {

    /** Locked against deletion only: any number of transactions may hold it. */
    @Query(nativeQuery = true, value = "select * from stored_model where content_hash = :id for key share")
    Optional<StoredModel> lock(String id);

    /** Waits for those who keep it. */
    @Query(nativeQuery = true, value = "select * from stored_model where content_hash = :id for update")
    Optional<StoredModel> lockForDeletion(String id);

    List<StoredModel> findAllByOrderBySortIdDesc(Limit limit);

    List<StoredModel> findBySortIdLessThanOrderBySortIdDesc(UUID before, Limit limit);

    /** Lets one transaction at a time change the catalogue; readers go on. */
    @Modifying
    @Query(nativeQuery = true, value = "lock table stored_model in share row exclusive mode")
    void lockCatalogue();

    /** The room {@code run} depends on this one: so its table is asked, not its types. */
    @Query(nativeQuery = true, value = """
            select exists (select from run
              where state in ('QUEUED', 'RUNNING') and workload -> 'model' ->> 'id' = :id)""")
    boolean isTrained(String id);
}
