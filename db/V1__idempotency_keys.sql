-- What was answered to a create, so that the same request again gets the same answer.
create table idempotency_key (
  route       text        not null,
  key         text        not null,
  fingerprint bytea       not null,
  status      integer     not null,
  location    text,
  body        bytea       not null,
  created_at  timestamptz not null,
  primary key (route, key)
);

create index idempotency_key_age on idempotency_key (created_at);
