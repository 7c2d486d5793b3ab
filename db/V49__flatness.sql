-- How flat the minimum is that a training has come to, where that was asked for.
alter table run add column measures_flatness boolean not null default false;
alter table run add column flatness jsonb;

update comparison set definition = definition || '{"flatness": false}';
