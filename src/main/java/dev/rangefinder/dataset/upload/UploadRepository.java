package dev.rangefinder.dataset.upload;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface UploadRepository extends JpaRepository<Upload, UUID> {

    List<Upload> findByCreatedAtBefore(Instant then);
}
