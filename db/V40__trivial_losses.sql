-- The loss of the best answer that looks at nothing, of a managed range test whose data say it: texts do.
alter table range_test add column trivial_loss double precision;
