-- What is learned from the data of a managed range test; of one that was there before, classes or tokens.
alter table range_test add column task text;
