-- The catalogue of uploaded TorchScript modules. Their files are in a directory named by the hash of the content, which
-- is the file and the shapes that it was checked with.
create table stored_model (
  content_hash text        primary key,
  sort_id      uuid        not null unique,
  name         text        not null,
  input        jsonb       not null,
  classes      integer     not null,
  parameters   bigint      not null,
  file_bytes   bigint      not null,
  created_at   timestamptz not null
);

-- Which catalogue a received content belongs to.
alter table received_content add column catalogue text not null default 'data_set';
alter table received_content alter column catalogue drop default;
