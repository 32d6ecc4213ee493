-- What the answer of another model than the one that was wanted cost more than its own would have; null where the
-- wanted one answered, or a price is not known.
ALTER TABLE prescriptions ADD COLUMN extra_cost BIGINT;

-- The cards that wait for a decision are few, and of whatever day: they are looked for among years of prescriptions.
CREATE INDEX prescriptions_undecided ON prescriptions (pharmacy, state, queue_number) WHERE undecided > 0;
