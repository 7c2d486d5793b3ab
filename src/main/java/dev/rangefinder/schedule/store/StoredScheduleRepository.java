package dev.rangefinder.schedule.store;

import org.springframework.data.jpa.repository.JpaRepository;

interface StoredScheduleRepository extends JpaRepository<StoredSchedule, String> {}
