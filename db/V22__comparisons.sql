-- A comparison: what was asked for, where it stands, and at the end the pinned result. Its runs have its id as their group; the run of
-- an entry and a repeat has the number entry * repeats + repeat. What it repeats or goes on from may be deleted meanwhile, so these
-- are no foreign keys.
create table comparison (
  id                   uuid        primary key,
  state                text        not null,
  definition           jsonb       not null,
  dataset              text        not null,
  model                text        not null,
  optimizer            text        not null,
  batch_size           integer     not null,
  classes              integer     not null,
  samples              bigint      not null,
  iterations_per_epoch bigint      not null,
  tags                 jsonb       not null,
  rerun_of             uuid,
  extends_comparison   uuid,
  result               jsonb,
  created_at           timestamptz not null,
  started_at           timestamptz,
  ended_at             timestamptz
);

create index comparison_state on comparison (state, id);
create index comparison_dataset on comparison (dataset, id);
create index comparison_model on comparison (model, id);
create index comparison_optimizer on comparison (optimizer, id);
create index comparison_tags on comparison using gin (tags jsonb_path_ops);
