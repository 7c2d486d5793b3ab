-- Another number at random with every change of a row: whoever left one there, and finds it again, knows all of the row. A count
-- would not do: PostgreSQL may crash and take back changes that were not durable yet, and the same count comes again with others.
alter table run_report add column stamp bigint not null default 0;
alter table run_report alter column stamp drop default;

-- Whether the chunks of the curve are as few as they can be: a run that was reported in small batches has as many chunks as batches.
alter table run_report add column merged boolean not null default false;
create index run_report_unmerged on run_report (run_id) where not merged;
