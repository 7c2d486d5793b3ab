-- API keys. What a key's text says is not here: only what is computed of it. A row is never deleted, since that there was once a key
-- is what closes a service.
create table api_key (
  id uuid primary key,
  name text not null,
  role text not null,
  client text,
  hash text not null,
  -- what was computed of the text before the last rotation, and until when that holds beside the new one
  previous_hash text,
  previous_until timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create unique index api_key_name on api_key (name) where revoked_at is null;

-- A key that is bound to a client sees in a search what is that client's.
create index range_test_client on range_test (client, id);
create index comparison_client on comparison ((definition -> 'placement' ->> 'client'), id);
