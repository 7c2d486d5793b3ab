-- How the GPUs are that the slots of a lane train on, as its server has last said.
alter table lane_server add column gpus jsonb not null default '[]';
