-- Workflows that a committed row asks for and that may not have begun yet. A row goes once Temporal has the run.
CREATE TABLE run_starts (
    request_id TEXT NOT NULL PRIMARY KEY,
    workflow_id TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT
);

CREATE INDEX run_starts_by_due ON run_starts (due_at);
