-- A schedule of one's own, never changed. Its id is the hash of its content, which has no order: sort_id has the one of
-- creation. The name and the tags are those of whoever was first.
create table stored_schedule (
  id          text        primary key,
  sort_id     uuid        not null unique,
  name        text,
  tags        jsonb       not null,
  policy      text        not null,
  schedule    jsonb       not null,
  iterations  bigint      not null check (iterations > 0),
  multipliers jsonb       not null,
  created_at  timestamptz not null
);

create index stored_schedule_policy on stored_schedule (policy, sort_id);
create index stored_schedule_tags on stored_schedule using gin (tags jsonb_path_ops);
