-- The records of a prescription in their order: of the pharmacy's years only those few are read.
DROP INDEX prescriptions_by_serial;
CREATE INDEX prescriptions_by_serial ON prescriptions (pharmacy, serial, queue_number);

-- Analyses in the order in which something was last told of them: upkeep goes through those that are over for long.
CREATE INDEX analyses_by_change ON analyses (updated_at, id);

-- Free texts that no decision refers to are removed.
CREATE INDEX prescription_decisions_by_note ON prescription_decisions (note_id) WHERE note_id IS NOT NULL;
