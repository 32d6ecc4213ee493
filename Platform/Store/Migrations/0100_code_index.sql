CREATE TABLE code_sequence (
    name TEXT PRIMARY KEY,
    next_id BIGINT NOT NULL);
INSERT INTO code_sequence (name, next_id) VALUES ('code', 1);

CREATE TABLE code_repositories (
    id BIGINT PRIMARY KEY,
    repository_key TEXT NOT NULL UNIQUE);

-- One row for each (path, blob): an unchanged blob is never read again.
CREATE TABLE code_files (
    id BIGINT PRIMARY KEY,
    repository_id BIGINT NOT NULL REFERENCES code_repositories (id),
    path TEXT NOT NULL,
    blob_id TEXT NOT NULL,
    token_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (repository_id, path, blob_id));

CREATE TABLE code_chunks (
    file_id BIGINT NOT NULL REFERENCES code_files (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    first_line BIGINT NOT NULL,
    last_line BIGINT NOT NULL,
    symbol TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (file_id, number));

CREATE TABLE code_postings (
    repository_id BIGINT NOT NULL,
    token TEXT NOT NULL,
    file_id BIGINT NOT NULL REFERENCES code_files (id) ON DELETE CASCADE,
    occurrences BIGINT NOT NULL,
    PRIMARY KEY (repository_id, token, file_id));
CREATE INDEX code_postings_file ON code_postings (file_id);

-- A commit that is indexed completely. The row is written last.
CREATE TABLE code_snapshots (
    id BIGINT PRIMARY KEY,
    repository_id BIGINT NOT NULL REFERENCES code_repositories (id),
    commit_id TEXT NOT NULL,
    file_count BIGINT NOT NULL,
    token_count BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    UNIQUE (repository_id, commit_id));

CREATE TABLE code_snapshot_files (
    snapshot_id BIGINT NOT NULL REFERENCES code_snapshots (id) ON DELETE CASCADE,
    file_id BIGINT NOT NULL REFERENCES code_files (id),
    PRIMARY KEY (snapshot_id, file_id));
CREATE INDEX code_snapshot_files_file ON code_snapshot_files (file_id);
