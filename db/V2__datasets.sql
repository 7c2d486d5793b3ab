-- The catalogue of data sets. Their samples are files, in a directory named by the hash of the content; two names may
-- share one.
create table data_set (
  id           uuid        primary key,
  name         text        not null unique,
  content_hash text        not null,
  layout       jsonb       not null,
  built_in     boolean     not null,
  created_at   timestamptz not null
);

create index data_set_content on data_set (content_hash);
