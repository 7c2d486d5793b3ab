-- What the group of a run is, so that a client that sees a run knows where to look for its group.
alter table run add column purpose text;
update run set purpose = case
  when exists (select from comparison where comparison.id = run.group_id) then 'COMPARISON'
  when exists (select from training where training.id = run.group_id) then 'TRAINING'
  else 'RANGE_TEST' end;
alter table run alter column purpose set not null;

-- What is said of the entries of a comparison, so that a search finds it by that.
alter table comparison add column verdicts jsonb
  generated always as (jsonb_path_query_array(result, '$.entries[*].difference.verdict')) stored;

create index comparison_verdicts on comparison using gin (verdicts jsonb_path_ops);
create index comparison_batch_size on comparison (batch_size, id);
create index comparison_ended_at on comparison (ended_at);
