-- Rewards that users were told of, until all that they write is found to be there: whoever ended the run between the
-- two must not cost anybody a reward.
CREATE TABLE owed_rewards (
    scan_id TEXT NOT NULL PRIMARY KEY,
    decided_at BIGINT NOT NULL
);

INSERT INTO owed_rewards (scan_id, decided_at)
SELECT s.id, s.updated_at FROM scans s JOIN scan_stages t ON t.scan_id = s.id AND t.stage = 'Reward'
WHERE s.state = 'Done' AND t.data LIKE '%"character":"%' AND NOT EXISTS (
    SELECT 1 FROM rewards r
    JOIN point_ledger p ON p.scan_id = r.scan_id
    JOIN character_ownerships o ON o.user_id = r.user_id AND o.character_id = r.character_id
    JOIN user_characters c ON c.user_id = r.user_id AND c.character_id = r.character_id
    WHERE r.scan_id = s.id);

-- For the gauges: how many prescriptions of the last hour are in which state.
CREATE INDEX prescriptions_by_state ON prescriptions (state, detected_at);
