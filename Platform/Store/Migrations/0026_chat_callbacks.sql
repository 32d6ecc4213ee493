-- Where answers are sent besides their streams, and what is to be sent. A row of the second is added together with what
-- it tells, so that none is lost.
CREATE TABLE chat_callbacks (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT,
    secret TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX chat_callbacks_by_user ON chat_callbacks (user_id, created_at);

CREATE TABLE chat_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    callback_id TEXT NOT NULL,
    turn_id TEXT,
    text TEXT,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    detail TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX chat_deliveries_by_state ON chat_deliveries (state, next_at);
