-- The stop rule that never ends a run because of its loss is named as users know it, now that a range test may ask for it.
update run set stop_rule = 'NONE' where stop_rule = 'NOT_FINITE';
update range_test set sweep = sweep || '{"stop_rule": "diverged"}' where not sweep ? 'stop_rule';
