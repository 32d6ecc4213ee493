-- What was sent under an id or key of the sender's own: other content under the same one is refused. Null in rows of
-- before, where anything is taken for the same.
ALTER TABLE scans ADD COLUMN request_hash TEXT;
ALTER TABLE chat_turns ADD COLUMN request_hash TEXT;

-- One more with every change that a person saves: a change of what was read before another's is refused.
ALTER TABLE servers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
