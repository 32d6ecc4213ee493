-- Who is signed in to the console, to be looked at and signed out. user_id is null for the holder of the admin key;
-- stamp is the user's or the key's when the session began.
CREATE TABLE console_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT,
    stamp TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
