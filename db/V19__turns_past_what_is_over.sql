-- Whose turn it is needs of this index only runs that were claimed. Without the condition PostgreSQL also looked through it for the first
-- client of a queue, past every run there has ever been where that queue was empty.
drop index training_run_served;
create index training_run_served on training_run (client, claimed_at) where claimed_at is not null;
