CREATE TABLE analyses (
    id TEXT NOT NULL PRIMARY KEY,
    server_id TEXT NOT NULL,
    server_name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    round BIGINT NOT NULL,
    error_type TEXT NOT NULL,
    message TEXT NOT NULL,
    report TEXT NOT NULL,
    occurrences BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    base_branch TEXT,
    base_commit TEXT,
    result TEXT,
    patch TEXT,
    patch_hash TEXT,
    verification TEXT,
    detail TEXT,
    decision TEXT,
    decided_by TEXT,
    decided_via TEXT,
    decided_at BIGINT,
    publish_base TEXT,
    fix_branch TEXT,
    fix_commit TEXT,
    pull_request_url TEXT,
    pull_request_state TEXT,
    slack_channel TEXT,
    slack_ts TEXT
);

CREATE INDEX analyses_by_time ON analyses (created_at, id);
CREATE INDEX analyses_by_state ON analyses (state, created_at);
CREATE INDEX analyses_by_pull_request ON analyses (pull_request_url);

-- One row per error that is being looked at: its owner is found, and counted on, by this key.
CREATE TABLE open_errors (
    server_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    analysis_id TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, fingerprint)
);
