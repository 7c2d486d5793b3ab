-- Whether the recommendation of a range test is checked by training with it, and how far that has come. The trainings are runs of the
-- test, numbered on from its repeats.
alter table range_test
  add column verify jsonb,
  add column race jsonb;
