package dev.rangefinder.training;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface TrainingRepository extends JpaRepository<Training, UUID> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from Training t where t.id = :id")
    Optional<Training> lock(UUID id);
}
