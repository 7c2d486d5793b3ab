-- A run is any training that yields a curve. What the API calls training runs are trainings elsewhere: the table training.
alter table training_run rename to run;

alter index training_run_pkey rename to run_pkey;
alter index training_run_queue rename to run_queue;
alter index training_run_leases rename to run_leases;
alter index training_run_served rename to run_served;
alter index training_run_lost_points rename to run_lost_points;
alter index training_run_reported rename to run_reported;

alter table run rename constraint training_run_managed to run_managed;
alter table run rename constraint training_run_owned to run_owned;
