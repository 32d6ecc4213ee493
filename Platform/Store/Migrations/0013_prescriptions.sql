-- One row per analysis: a prescription in one state of its content, or asked for again. No names of people: the patient
-- is a pseudonym, and who the patient is stays in the pharmacy's database.
CREATE TABLE prescriptions (
    id TEXT NOT NULL PRIMARY KEY,
    pharmacy TEXT NOT NULL,
    serial TEXT NOT NULL,
    day TEXT NOT NULL,
    version TEXT NOT NULL,
    repeat_number BIGINT NOT NULL,
    queue_number BIGINT NOT NULL,
    patient TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    run_id TEXT,
    run_started_at BIGINT,
    detected_at BIGINT NOT NULL,
    queued_at BIGINT,
    card_at BIGINT,
    ended_at BIGINT,
    updated_at BIGINT NOT NULL,
    data_version TEXT,
    indicator TEXT,
    undecided BIGINT NOT NULL DEFAULT 0,
    checked TEXT,
    cards TEXT,
    explanation TEXT,
    explanation_status TEXT,
    notice TEXT,
    upsell TEXT,
    cost BIGINT,
    UNIQUE (pharmacy, serial, repeat_number)
);

CREATE INDEX prescriptions_by_queue ON prescriptions (pharmacy, state, queue_number);
CREATE INDEX prescriptions_by_number ON prescriptions (pharmacy, queue_number);
CREATE INDEX prescriptions_by_day ON prescriptions (day, pharmacy, state);
CREATE INDEX prescriptions_failed ON prescriptions (updated_at, id) WHERE state = 'Failed';
CREATE INDEX prescriptions_by_serial ON prescriptions (pharmacy, serial);
CREATE INDEX prescriptions_by_patient ON prescriptions (pharmacy, patient, detected_at);

-- How far a pharmacy's database has been read, and how it was at the last look.
CREATE TABLE prescription_watches (
    pharmacy TEXT NOT NULL PRIMARY KEY,
    cursor_value TEXT,
    looked_at BIGINT NOT NULL,
    away_since BIGINT,
    away_reason TEXT,
    skipped BIGINT NOT NULL,
    refused BIGINT NOT NULL
);

-- Who decided what on which card; a row per card, written once.
CREATE TABLE prescription_decisions (
    analysis_id TEXT NOT NULL,
    card_id TEXT NOT NULL,
    pharmacy TEXT NOT NULL,
    patient TEXT NOT NULL,
    rule TEXT NOT NULL,
    indicator TEXT NOT NULL,
    action TEXT NOT NULL,
    code TEXT,
    note_id TEXT,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (analysis_id, card_id)
);

CREATE INDEX prescription_decisions_by_rule ON prescription_decisions (rule, action);
CREATE INDEX prescription_decisions_by_patient ON prescription_decisions (pharmacy, patient, rule);

-- Free texts of decisions: they may name people and so are nowhere else.
CREATE TABLE prescription_notes (
    id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    written_at BIGINT NOT NULL
);

-- What a provider said of a pair in one version of its data; "[]" for a pair without an entry.
CREATE TABLE interaction_answers (
    provider TEXT NOT NULL,
    data_version TEXT NOT NULL,
    pair TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (provider, data_version, pair)
);
