CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE servers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    active BIGINT NOT NULL,
    hosts TEXT NOT NULL,
    repository_url TEXT NOT NULL,
    branch TEXT,
    token_protected TEXT,
    webhook_secret_protected TEXT,
    slack_channel TEXT,
    approvers TEXT NOT NULL,
    language TEXT,
    locale TEXT NOT NULL,
    source_root TEXT,
    test_command TEXT,
    github_repository TEXT,
    draft_pull_request BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
