-- What became of an upload: how it was split, its columns and classes, and warnings. Absent for data sets that were
-- uploaded before, and for those that are built in.
alter table data_set add description jsonb;
