-- Pictures of turns: those that people send, and those that were made for them. One may belong to two turns, when a
-- message is sent again.
CREATE TABLE chat_images (
    id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content_type TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (turn_id, id)
);

CREATE INDEX chat_images_by_time ON chat_images (created_at);
