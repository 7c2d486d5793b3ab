-- What the trainers of a lane compute with, as its server has last said.
alter table lane_server add column engine jsonb;
