-- Who may call. Of a key only a hash is kept.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    -- Another one ends all sessions of the user.
    stamp TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Tokens and sessions that were ended before their time, until then.
CREATE TABLE revoked_tokens (
    token_id TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- Raised in the transaction of every change, so that a replica knows by one number whether it is up to date.
CREATE TABLE access_version (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);

INSERT INTO access_version (one, version) VALUES (1, 1);
DELETE FROM settings WHERE substr(name, 1, 16) = 'revoked_session:';
