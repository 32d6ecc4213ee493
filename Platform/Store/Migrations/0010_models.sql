-- One row per call of a model, written before it is sent. Amounts are billionths of the currency; prices are per
-- million tokens in millionths of it, as they were that day.
CREATE TABLE model_calls (
    id TEXT NOT NULL PRIMARY KEY,
    use_name TEXT NOT NULL,
    workflow_id TEXT,
    run_id TEXT,
    entry TEXT NOT NULL,
    model TEXT NOT NULL,
    day TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL,
    detail TEXT,
    input_tokens BIGINT,
    cached_tokens BIGINT,
    output_tokens BIGINT,
    input_price BIGINT NOT NULL,
    cached_price BIGINT NOT NULL,
    output_price BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    amount BIGINT
);

CREATE INDEX model_calls_by_day ON model_calls (day, use_name, model);
CREATE INDEX model_calls_by_outcome ON model_calls (outcome, expires_at);
CREATE INDEX model_calls_by_run ON model_calls (workflow_id, run_id);

-- What a use has spent on a day, and what its calls under way may still cost: the row that a budget is checked on.
CREATE TABLE model_spending (
    use_name TEXT NOT NULL,
    day TEXT NOT NULL,
    reserved BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    PRIMARY KEY (use_name, day)
);

CREATE TABLE model_health (
    name TEXT NOT NULL PRIMARY KEY,
    healthy BIGINT NOT NULL,
    reason TEXT,
    checked_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    latency_ms DOUBLE PRECISION,
    baseline_ms DOUBLE PRECISION NOT NULL,
    samples BIGINT NOT NULL,
    active_jobs BIGINT,
    total_requests BIGINT
);

-- Apart from the checks: whoever asks may measure, whoever checks must not undo it.
CREATE TABLE model_pings (
    name TEXT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    measured_at BIGINT,
    inference_ms DOUBLE PRECISION
);

-- Work that one process of a deployment does for all, until it stops renewing.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    until_at BIGINT NOT NULL
);
