-- What a client has is counted at each of its submissions, if there is a quota: only what is not over is looked at.
create index run_unfinished on run (client) where ended_at is null;
create index range_test_unfinished on range_test (client) where ended_at is null;

-- Whose an upload is: the client that its key is bound to, else the caller. Null of what was taken in before that was kept.
alter table data_set
  add column owner text,
  add column bytes bigint;
alter table stored_model add column owner text;
create index data_set_owner on data_set (owner);
create index stored_model_owner on stored_model (owner);
