-- A comparison whose runs its client trains says less of its workload, and perhaps nothing of its classes.
alter table comparison alter column dataset drop not null;
alter table comparison alter column model drop not null;
alter table comparison alter column optimizer drop not null;
alter table comparison alter column classes drop not null;

-- Whom a run is handed out to; null where it is reported without being handed out.
alter table run_report add column trainer text;
