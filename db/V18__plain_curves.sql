-- Arrays of measured numbers are kept as they are: a chunk took five times as long to write where PostgreSQL compressed it, which
-- saved a quarter of its size. Nobody searches by what they contain either, so no statistics are gathered of them.
alter table curve_chunk
  alter iterations set storage external, alter iterations set statistics 0,
  alter lr set storage external, alter lr set statistics 0,
  alter loss set storage external, alter loss set statistics 0,
  alter accuracy set storage external, alter accuracy set statistics 0,
  alter validation_loss set storage external, alter validation_loss set statistics 0,
  alter validation_accuracy set storage external, alter validation_accuracy set statistics 0;

alter table reported_chunk
  alter iterations set storage external, alter iterations set statistics 0,
  alter lr set storage external, alter lr set statistics 0,
  alter loss set storage external, alter loss set statistics 0,
  alter accuracy set storage external, alter accuracy set statistics 0,
  alter validation_loss set storage external, alter validation_loss set statistics 0,
  alter validation_accuracy set storage external, alter validation_accuracy set statistics 0,
  alter skipped set storage external, alter skipped set statistics 0;
