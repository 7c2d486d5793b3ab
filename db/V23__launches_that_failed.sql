-- Why a run waits although a lane took it: no trainer was started. It costs the run no attempt.
alter table run add column launch_failure jsonb;

-- Why a lane of a server starts nothing at present, and when it tries again.
alter table lane_server add column launch_failure text;
alter table lane_server add column launch_retry_at timestamptz;
