-- Where a run wants to be trained, how urgently, and whose it is.
alter table training_run add column client text not null default 'anonymous';
alter table training_run add column priority integer not null default 0;
alter table training_run add column asked_lane text;
alter table training_run add column asked_device text;
alter table training_run add column queue text not null
  generated always as (coalesce(asked_lane, '*') || ' ' || coalesce(asked_device, '*')) stored;

-- Where it is, or was; null until it is claimed.
alter table training_run alter column lane drop not null;
alter table training_run add column claimed_at timestamptz;

-- The attempts that failed, and what the last of them wrote to stderr.
alter table training_run add column failure_reason text;
alter table training_run add column failures jsonb not null default '[]';
alter table training_run add column stderr text;
update training_run
  set failures = jsonb_build_array(jsonb_build_object('attempt', attempt, 'at', now(), 'message', failure))
  where failure is not null;
update training_run set failure_reason = 'QUARANTINED' where state = 'FAILED';
alter table training_run drop column failure;
alter table training_run alter column client drop default;
alter table training_run alter column priority drop default;
alter table training_run alter column failures drop default;

alter table range_test add column client text not null default 'anonymous';
alter table range_test add column priority integer not null default 0;
alter table range_test add column asked_lane text;
alter table range_test add column asked_device text;
alter table range_test alter column client drop default;
alter table range_test alter column priority drop default;

-- Whose turn it is jumps along the first from client to client, and reads in the second when each was served last.
drop index training_run_queue;
create index training_run_queue on training_run (queue, client, priority desc, not_before, id) where state = 'QUEUED';
create index training_run_served on training_run (client, claimed_at);

-- Which server has which lane. A row whose server is gone stays for a while: its lane may come back.
create table lane_server (
  server     uuid        not null,
  lane       text        not null,
  device     text        not null,
  host       text        not null,
  slots      integer     not null,
  started_at timestamptz not null,
  seen_at    timestamptz not null,
  primary key (server, lane)
);
