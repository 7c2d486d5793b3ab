package dev.rangefinder.comparison;

import dev.rangefinder.run.RunState;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface ComparisonRepository extends JpaRepository<Comparison, UUID> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from Comparison c where c.id = :id")
    Optional<Comparison> lock(UUID id);

    @Query("select c.lifecycle.state from Comparison c where c.id = :id")
    Optional<RunState> stateOf(UUID id);
}
