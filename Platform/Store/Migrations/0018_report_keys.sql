-- The senders' keys of reports that were counted on an analysis which another report had opened.
CREATE TABLE report_keys (
    id TEXT NOT NULL PRIMARY KEY,
    analysis_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX report_keys_by_time ON report_keys (created_at);
