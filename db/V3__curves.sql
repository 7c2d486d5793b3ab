-- The points of a curve, in chunks of arrays: a row a batch as it came, never changed.
-- A new attempt at a run writes chunks of its own; the run's row says which attempt counts.
create table curve_chunk (
  run_id              uuid               not null,
  attempt             integer            not null,
  first_iteration     bigint             not null,
  iterations          bigint[]           not null,
  lr                  double precision[] not null,
  loss                double precision[] not null,
  accuracy            double precision[] not null,
  validation_loss     double precision[] not null,
  validation_accuracy double precision[] not null,
  primary key (run_id, attempt, first_iteration)
);
