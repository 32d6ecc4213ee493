-- How models grade, measured by answers whose grades are known: once for each model and wording of the question.
CREATE TABLE chat_calibrations (
    id TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
