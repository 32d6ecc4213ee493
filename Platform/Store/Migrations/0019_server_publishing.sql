-- Whose the commits of fixes are and what their branches begin with, as remotes have rules for both; and why Slack
-- takes no message.
ALTER TABLE servers ADD COLUMN author_name TEXT;
ALTER TABLE servers ADD COLUMN author_email TEXT;
ALTER TABLE servers ADD COLUMN branch_prefix TEXT;
ALTER TABLE servers ADD COLUMN slack_problem TEXT;
