CREATE TABLE events (
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- The key makes appending idempotent: a retried activity appends nothing twice.
CREATE UNIQUE INDEX events_by_key ON events (stream, event_key);
