-- Which range test another one repeats. That one may be deleted meanwhile, so this is no foreign key.
alter table range_test add column rerun_of uuid;

-- What is deleted when it has been over for long enough: the oldest first.
create index range_test_ended on range_test (ended_at) where ended_at is not null;

-- Whether the points of a run's lost attempts were looked for. The index holds the few runs where they were not yet.
alter table training_run add column lost_points_removed boolean not null default false;
create index training_run_lost_points on training_run (id)
  where attempt > 1 and not lost_points_removed and ended_at is not null;

-- Contents that were uploaded here, with or without a name in the catalogue: files that lost theirs are found by it.
create table received_content (
  content_hash text        primary key,
  received_at  timestamptz not null
);

insert into received_content (content_hash, received_at)
  select distinct content_hash, now() from data_set where not built_in;
