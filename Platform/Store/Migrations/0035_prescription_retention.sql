-- How often which rule was decided on how, of prescriptions that are deleted: nobody's name and no prescription. Days
-- are counted from 1970-01-01 UTC.
CREATE TABLE prescription_decision_counts (
    day BIGINT NOT NULL,
    rule TEXT NOT NULL,
    indicator TEXT NOT NULL,
    action TEXT NOT NULL,
    code TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, rule, indicator, action, code)
);

-- Analyses in the order in which something was last done to them: upkeep deletes those that are over for long.
CREATE INDEX prescriptions_by_change ON prescriptions (updated_at, id);
