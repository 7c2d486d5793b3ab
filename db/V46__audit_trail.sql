-- Who changed what: written before the change is begun, its outcome after it. Ids are in the order of time.
create table audit_entry (
  id uuid primary key,
  at timestamptz not null,
  caller text not null,
  action text not null,
  subject text not null,
  address text not null,
  outcome integer
);

create index audit_entry_caller on audit_entry (caller, id);
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_subject on audit_entry (subject, id);
