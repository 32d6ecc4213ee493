-- What others appended is found by its time, and what is old is removed by it.
CREATE INDEX events_by_time ON events (created_at, stream);
