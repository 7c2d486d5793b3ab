-- Writes down who changed what, and what the run's row said then: the evidence of dev.rangefinder.faults.AuditTrail.
-- A server is known by the application name of its sessions, which no two processes share.
create schema audit;

create table audit.transition (
  number      bigint generated always as identity,
  run         uuid        not null,
  was_state   text        not null,
  now_state   text        not null,
  attempt     integer     not null,
  handed_back integer     not null,
  writer      text        not null,
  at          timestamptz not null default clock_timestamp()
);

create index on audit.transition (run, attempt);

create table audit.conclusion (
  range_test uuid        not null,
  was_state  text        not null,
  now_state  text        not null,
  writer     text        not null,
  at         timestamptz not null default clock_timestamp()
);

-- locked: whether the writing transaction holds the lock of the run's row, or has written it
create table audit.chunk (
  run         uuid        not null,
  attempt     integer     not null,
  first       bigint      not null,
  points      integer     not null,
  lowest      double precision,
  highest     double precision,
  run_state   text,
  run_attempt integer,
  locked      boolean,
  writer      text        not null,
  at          timestamptz not null default clock_timestamp()
);

create index on audit.chunk (run, attempt);

create function audit.note_transition() returns trigger language plpgsql as $$
begin
  insert into audit.transition (run, was_state, now_state, attempt, handed_back, writer)
  values (old.id, old.state, new.state, new.attempt, new.handed_back, current_setting('application_name'));
  return null;
end $$;

-- of a run that is over, any change at all, but for the mark of the chore that has removed the points of its lost attempts
create trigger audit after update on run for each row
when (old.state <> new.state or old.attempt <> new.attempt or (old.state in ('SUCCEEDED', 'FAILED', 'CANCELLED')
  and to_jsonb(old) - 'lost_points_removed' <> to_jsonb(new) - 'lost_points_removed'))
execute function audit.note_transition();

create function audit.note_conclusion() returns trigger language plpgsql as $$
begin
  insert into audit.conclusion (range_test, was_state, now_state, writer)
  values (old.id, old.state, new.state, current_setting('application_name'));
  return null;
end $$;

create trigger audit after update on range_test for each row execute function audit.note_conclusion();

create function audit.note_chunk() returns trigger language plpgsql as $$
declare
  transaction text := (pg_current_xact_id()::xid)::text;
begin
  insert into audit.chunk (run, attempt, first, points, lowest, highest, run_state, run_attempt, locked, writer)
  select new.run_id, new.attempt, new.first_iteration, cardinality(new.iterations),
    (select min(a) from unnest(new.accuracy) as a), (select max(a) from unnest(new.accuracy) as a),
    r.state, r.attempt, r.xmin::text = transaction or r.xmax::text = transaction, current_setting('application_name')
  from (select new.run_id) as given(id) left join run r using (id);
  return null;
end $$;

create trigger audit after insert on curve_chunk for each row execute function audit.note_chunk();
