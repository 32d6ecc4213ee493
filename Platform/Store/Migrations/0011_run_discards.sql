-- Failed runs that a person has put aside. A run that fails again later is listed again.
CREATE TABLE run_discards (
    pipeline TEXT NOT NULL,
    record_id TEXT NOT NULL,
    discarded_by TEXT NOT NULL,
    discarded_at BIGINT NOT NULL,
    PRIMARY KEY (pipeline, record_id)
);
