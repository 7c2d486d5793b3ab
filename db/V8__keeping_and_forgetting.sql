-- Which range test another one repeats. That one may be deleted meanwhile, so this is no foreign key.
alter table range_test add column rerun_of uuid;

-- What is deleted when it has been over for long enough: the oldest first.
create index range_test_ended on range_test (ended_at) where ended_at is not null;

-- Whether the points of a run's lost attempts were looked for. The index holds the few runs where they were not yet.
alter table training_run add column lost_points_removed boolean not null default false;
create index training_run_lost_points on training_run (id)
  where attempt > 1 and not lost_points_removed and ended_at is not null;
