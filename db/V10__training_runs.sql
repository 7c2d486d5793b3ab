-- Trainings elsewhere that use a schedule. Each is the group of one run; how it turned out is kept up with its reports.
create table training (
  id          uuid        primary key,
  range_test  uuid        not null, -- it may be deleted since, so this is no foreign key
  name        text,
  tags        jsonb       not null,
  schedule_id text        not null,
  policy      text        not null,
  schedule    jsonb       not null,
  iterations  bigint      not null check (iterations > 0),
  reporting   jsonb       not null,
  created_at  timestamptz not null
);

create index training_range_test on training (range_test, id);
create index training_policy on training (policy, id);
create index training_tags on training using gin (tags jsonb_path_ops);

-- What a run is reported for, and the last and the best of loss, accuracy, validation loss and validation accuracy.
alter table run_report add column purpose text not null default 'RANGE_TEST';
alter table run_report alter column purpose drop default;
alter table run_report add column outcome double precision[] not null
  default array[null, null, null, null, null, null, null, null]::double precision[];
alter table run_report alter column outcome drop default;
