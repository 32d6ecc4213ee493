-- A picture on its way to an answer and a reward. What users own is kept when the scan is gone.
CREATE TABLE scans (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    image TEXT NOT NULL,
    image_type TEXT NOT NULL,
    image_deleted_at BIGINT,
    language TEXT NOT NULL,
    hint TEXT,
    model TEXT,
    location TEXT,
    detail TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX scans_by_time ON scans (created_at, id);
CREATE INDEX scans_by_user ON scans (user_id, created_at, id);
CREATE INDEX scans_by_state ON scans (state, updated_at);

-- What each stage found, written once: a repeat and a retry read it instead of finding it again.
CREATE TABLE scan_stages (
    scan_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    data TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (scan_id, stage)
);

CREATE TABLE rewards (
    id TEXT NOT NULL PRIMARY KEY,
    scan_id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    character_id TEXT NOT NULL,
    points BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE point_ledger (
    id TEXT NOT NULL PRIMARY KEY,
    scan_id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    points BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX point_ledger_by_user ON point_ledger (user_id);

CREATE TABLE character_ownerships (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    character_id TEXT NOT NULL,
    scan_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (user_id, character_id)
);

CREATE TABLE user_characters (
    user_id TEXT NOT NULL,
    character_id TEXT NOT NULL,
    scan_id TEXT NOT NULL,
    obtained_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, character_id)
);

-- Writes of rewards whose quick retries are used up. A schedule tries them again.
CREATE TABLE parked_writes (
    scan_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    error TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scan_id, kind)
);
