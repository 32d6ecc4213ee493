-- What an error's analysis follows on, when its pull request was merged or closed, and errors that nobody wants to hear of.
ALTER TABLE analyses ADD COLUMN previous_id TEXT;
ALTER TABLE analyses ADD COLUMN is_regression BIGINT;
ALTER TABLE analyses ADD COLUMN pull_request_at BIGINT;
ALTER TABLE open_errors ADD COLUMN muted_at BIGINT;
ALTER TABLE open_errors ADD COLUMN muted_until BIGINT;
ALTER TABLE open_errors ADD COLUMN muted_by TEXT;
