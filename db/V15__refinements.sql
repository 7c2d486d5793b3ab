-- Iterations that further sweeps may take where this one does not answer; null where none are wanted. Which test a further one
-- refines, and by which it was refined: either may be deleted meanwhile, so these are no foreign keys.
alter table range_test
  add column refine_iterations bigint check (refine_iterations >= 0),
  add column refines uuid,
  add column refined_by uuid;
