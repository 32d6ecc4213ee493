-- How often an error occurred, by hour: what a page draws. Hours are counted from 1970-01-01 UTC.
CREATE TABLE analysis_occurrences (
    analysis_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (analysis_id, hour)
);

CREATE INDEX analyses_by_fingerprint ON analyses (fingerprint, server_id, created_at);
