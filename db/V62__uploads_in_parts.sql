-- Files that come in parts. How much of each has come is the length of its file.
create table upload (
  id uuid primary key,
  owner text not null,
  bytes bigint not null check (bytes > 0),
  created_at timestamptz not null
);
create index upload_owner on upload (owner);
