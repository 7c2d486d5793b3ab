-- Data sets that stay where they lie, and how far their check is. All that were there before are copies, and ready.
alter table data_set
  add column location text,
  add column state text not null default 'READY' check (state in ('CHECKING', 'READY', 'REFUSED')),
  add column checked bigint,
  add column problem text,
  add column check_held_until timestamptz,
  add check (state = 'READY' or location is not null);
create index data_set_unchecked on data_set (id) where state = 'CHECKING';
