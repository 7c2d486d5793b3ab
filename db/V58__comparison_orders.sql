-- The order of a comparison says in one place what is trained, and by whom, and in another what each entry is given.
update comparison set definition =
  definition - '{workload,reported,classes,flatness,iterations,repeats,seed,evaluation}'::text[]
  || jsonb_build_object(
    'trained', case when coalesce(definition -> 'reported', 'null') = 'null'
      then jsonb_build_object('execution', 'managed', 'workload', definition -> 'workload', 'flatness', definition -> 'flatness')
      else jsonb_build_object('execution', 'reported', 'terms', definition -> 'reported', 'classes', definition -> 'classes') end,
    'budget', jsonb_build_object('iterations', definition -> 'iterations', 'repeats', definition -> 'repeats',
      'seed', definition -> 'seed', 'evaluation', definition -> 'evaluation'));
