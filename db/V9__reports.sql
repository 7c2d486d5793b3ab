-- Runs whose trainer is somebody else's. No lane sees them: they ask for nothing in the queue, and have no owner and no lease.
alter table training_run add column reported boolean not null default false;
alter table training_run alter column reported drop default;
alter table training_run alter column workload drop not null;
alter table training_run alter column dataset_hash drop not null;
alter table training_run alter column evaluation drop not null;
alter table training_run add constraint training_run_managed
  check (reported or (workload is not null and dataset_hash is not null and evaluation is not null));
alter table training_run drop constraint training_run_check;
alter table training_run add constraint training_run_owned
  check ((state = 'RUNNING' and not reported) = (owner is not null and lease_until is not null));

drop index training_run_queue;
alter table training_run drop column queue;
alter table training_run add column queue text
  generated always as (case when not reported then coalesce(asked_lane, '*') || ' ' || coalesce(asked_device, '*') end) stored;
create index training_run_queue on training_run (queue, client, priority desc, not_before, id) where state = 'QUEUED';
create index training_run_reported on training_run (id) where reported and ended_at is null;

-- What a reported test says of its workload and of its reports; it may leave out most of what a managed one must say.
alter table range_test add column reported jsonb;
alter table range_test alter column workload drop not null;
alter table range_test alter column evaluation drop not null;
alter table range_test alter column dataset drop not null;
alter table range_test alter column model drop not null;
alter table range_test alter column optimizer drop not null;
alter table range_test add constraint range_test_managed
  check (reported is not null or (workload is not null and evaluation is not null));

-- How far a run is reported. Its lock is taken before that of the run, and every report changes it: nothing that changes
-- is indexed but open, and half of a page stays free, so that a new version of a row finds room beside the old one.
create table run_report (
  run_id         uuid               primary key,
  group_id       uuid               not null,
  repeat         integer            not null,
  reporting      jsonb              not null,
  open           boolean            not null, -- whether the run is RUNNING
  heard_at       timestamptz        not null,
  through        bigint[]           not null, -- by rank: the iteration up to which it has reported all
  beyond         bigint[]           not null, -- what was reported after gaps: rank, first, last; rank, first, last; ...
  ended          boolean[]          not null, -- by rank: whether it has said that there is no more
  highest        bigint             not null, -- of all that any rank has reported
  kept_through   bigint             not null, -- the iteration up to which the curve is drawn
  reading        double precision[] not null, -- what the stop rule remembers
  stop_at        bigint,
  unique (group_id, repeat)
) with (fillfactor = 50);

create index run_report_open on run_report (run_id) where open;

-- Of runs that are not over: observations that cannot be drawn yet, and those that a curve does not hold as they came, which
-- are those of several ranks, and running means.
create table reported_chunk (
  id                  bigint             generated always as identity primary key,
  run_id              uuid               not null,
  rank                integer            not null,
  first_iteration     bigint             not null,
  last_iteration      bigint             not null,
  iterations          bigint[]           not null,
  lr                  double precision[] not null,
  loss                double precision[] not null,
  accuracy            double precision[] not null,
  validation_loss     double precision[] not null,
  validation_accuracy double precision[] not null,
  skipped             boolean[]          not null
);

create index reported_chunk_run on reported_chunk (run_id, last_iteration);
