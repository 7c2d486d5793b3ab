-- One training of one workload under one schedule with one seed; this table is also the queue (docs/decisions/0003).
create table training_run (
  id               uuid        primary key,
  group_id         uuid        not null,
  repeat           integer     not null,
  workload         jsonb       not null,
  dataset_hash     text        not null,
  schedule         jsonb       not null,
  iterations       bigint      not null check (iterations > 0),
  seed             bigint      not null,
  evaluation       jsonb       not null,
  stop_rule        text        not null,
  lane             text        not null,
  state            text        not null,
  attempt          integer     not null,
  handed_back      integer     not null,
  owner            uuid,
  lease_until      timestamptz,
  not_before       timestamptz not null,
  cancel_requested boolean     not null,
  iterations_done  bigint      not null,
  end_reason       text,
  failure          text,
  provenance       jsonb,
  created_at       timestamptz not null,
  training_since   timestamptz,
  ended_at         timestamptz,
  unique (group_id, repeat),
  check ((state = 'RUNNING') = (owner is not null and lease_until is not null))
);

-- Ordered by a time of its own: in the order of ids alone the primary key looks as good, and reads all that is over.
create index training_run_queue on training_run (lane, not_before, id) where state = 'QUEUED';
create index training_run_leases on training_run (lease_until) where state = 'RUNNING';
