package dev.rangefinder.training;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface TrainingRepository extends JpaRepository<Training, UUID> {}
