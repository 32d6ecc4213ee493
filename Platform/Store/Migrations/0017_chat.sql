-- Conversations of people. What is said belongs to a conversation, in the order that the store gives it.
CREATE TABLE chat_conversations (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    title TEXT NOT NULL,
    intent TEXT,
    summary TEXT,
    summarized BIGINT NOT NULL,
    next_position BIGINT NOT NULL,
    open_turn TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX chat_conversations_by_user ON chat_conversations (user_id, updated_at, id);
CREATE INDEX chat_conversations_by_time ON chat_conversations (updated_at);

CREATE TABLE chat_messages (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    turn_id TEXT NOT NULL,
    role TEXT NOT NULL,
    client_id TEXT,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX chat_messages_by_position ON chat_messages (conversation_id, position);
CREATE UNIQUE INDEX chat_messages_by_turn ON chat_messages (turn_id, role);

-- One run: from a person's message to the answer. The writer is the attempt that may append tokens.
CREATE TABLE chat_turns (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    language TEXT NOT NULL,
    message TEXT NOT NULL,
    location TEXT,
    model TEXT,
    writer BIGINT NOT NULL,
    cancel_asked BIGINT NOT NULL,
    plan TEXT,
    grade TEXT,
    classify_model TEXT,
    answer_model TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX chat_turns_by_state ON chat_turns (state, updated_at);
CREATE INDEX chat_turns_by_end ON chat_turns (ended_at);
CREATE INDEX chat_turns_by_conversation ON chat_turns (conversation_id, created_at);

-- What each node of a turn brought.
CREATE TABLE chat_nodes (
    turn_id TEXT NOT NULL,
    node TEXT NOT NULL,
    status TEXT NOT NULL,
    data TEXT NOT NULL,
    milliseconds BIGINT NOT NULL,
    PRIMARY KEY (turn_id, node)
);

-- The one draft of a conversation that waits for a yes.
CREATE TABLE chat_drafts (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    uid TEXT NOT NULL,
    state TEXT NOT NULL,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Nodes that failed of late, as all workers see them.
CREATE TABLE chat_breakers (
    node TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    open_until BIGINT NOT NULL
);

-- What the classifier said of a message, before anything is added to it.
CREATE TABLE chat_intents (
    id TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX chat_intents_by_expiry ON chat_intents (expires_at);
