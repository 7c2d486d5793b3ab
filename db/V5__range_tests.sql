-- A range test: its submission, where it stands, and at the end the pinned recommendation.
create table range_test (
  id                   uuid        primary key,
  name                 text,
  state                text        not null,
  workload             jsonb       not null,
  dataset              text        not null,
  model                text        not null,
  optimizer            text        not null,
  batch_size           integer     not null,
  sweep                jsonb       not null,
  evaluation           jsonb       not null,
  repeats              integer     not null,
  seed                 bigint      not null,
  tags                 jsonb       not null,
  iterations_per_epoch bigint      not null,
  verdict              text,
  recommendation       jsonb,
  created_at           timestamptz not null,
  started_at           timestamptz,
  ended_at             timestamptz,
  check ((recommendation is null) = (verdict is null))
);

-- Lists are newest first; ids are ordered in time, so each search walks its index backwards and stops at a page.
create index range_test_state on range_test (state, id);
create index range_test_verdict on range_test (verdict, id);
create index range_test_dataset on range_test (dataset, id);
create index range_test_model on range_test (model, id);
create index range_test_optimizer on range_test (optimizer, id);
create index range_test_batch_size on range_test (batch_size, id);
create index range_test_tags on range_test using gin (tags jsonb_path_ops);
