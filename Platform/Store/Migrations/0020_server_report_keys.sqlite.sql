-- The key that a server's reports may be sent with, as in a Sentry DSN, and the number that goes with it; and what the
-- types of its application begin with.
ALTER TABLE servers ADD COLUMN report_key TEXT;
ALTER TABLE servers ADD COLUMN report_number BIGINT;
ALTER TABLE servers ADD COLUMN application_prefixes TEXT;
UPDATE servers SET report_key = LOWER(HEX(RANDOMBLOB(16))), report_number = 1 + ABS(RANDOM() % 2000000000);
CREATE UNIQUE INDEX servers_by_report_key ON servers (report_key);
