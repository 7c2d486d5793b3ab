package dev.rangefinder.dataset;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface DataSetRepository extends JpaRepository<DataSet, UUID> {

    Optional<DataSet> findByName(String name);

    /** Locked against deletion only: any number of transactions may hold it. */
    @Query(nativeQuery = true, value = "select * from data_set where name = :name for key share")
    Optional<DataSet> lockNamed(String name);

    /** Waits for those who keep it: JPA's lock for writing is {@code for no key update}, which goes with theirs. */
    @Query(nativeQuery = true, value = "select * from data_set where id = :id for update")
    Optional<DataSet> lockForDeletion(UUID id);

    Optional<DataSet> findFirstByContentHash(String contentHash);

    boolean existsByContentHash(String contentHash);

    List<DataSet> findAllByOrderByIdDesc(Limit limit);

    List<DataSet> findByIdLessThanOrderByIdDesc(UUID before, Limit limit);

    /** Lets one transaction at a time change the catalogue; readers go on. */
    @Modifying
    @Query(nativeQuery = true, value = "lock table data_set in share row exclusive mode")
    void lockCatalogue();

    /** The room {@code run} depends on this one: so its table is asked, not its types. */
    @Query(nativeQuery = true, value = """
            select exists (select from run
              where dataset_hash = :contentHash and state in ('QUEUED', 'RUNNING'))""")
    boolean isTrainedOn(String contentHash);
}
