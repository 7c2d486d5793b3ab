-- What a sample of an uploaded module is: numbers, or the ids of tokens.
alter table stored_model add column reads text not null default 'VALUES';
alter table stored_model alter column reads drop default;
