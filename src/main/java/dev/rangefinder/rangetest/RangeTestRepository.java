package dev.rangefinder.rangetest;

import dev.rangefinder.run.RunState;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface RangeTestRepository extends JpaRepository<RangeTest, UUID> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from RangeTest t where t.id = :id")
    Optional<RangeTest> lock(UUID id);

    @Query("select t.lifecycle.state from RangeTest t where t.id = :id")
    Optional<RunState> stateOf(UUID id);

    @Modifying
    @Query(nativeQuery = true, value = "lock table range_test in share row exclusive mode")
    void keepOthersFromAdding();
}
