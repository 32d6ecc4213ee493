-- What a round made is written once, by the run that made it; nobody can overwrite what was approved.
CREATE TABLE analysis_rounds (
    analysis_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    part TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (analysis_id, run_id, round, part)
);

-- Rows of before do not know their run: it is left empty.
INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'base', json_object('branch', base_branch, 'commit', base_commit), updated_at
FROM analyses WHERE base_commit IS NOT NULL;

INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'result', result, updated_at FROM analyses WHERE result IS NOT NULL;

INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'patch',
    '{"patch":' || COALESCE(patch, 'null') || ',"hash":' || COALESCE('"' || patch_hash || '"', 'null')
        || ',"verification":' || COALESCE(verification, 'null') || '}',
    updated_at
FROM analyses WHERE patch IS NOT NULL OR verification IS NOT NULL;

INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'decision', json_object('kind', decision, 'by', COALESCE(decided_by, ''), 'via', COALESCE(decided_via, ''), 'patchHash', COALESCE(patch_hash, '')), COALESCE(decided_at, updated_at)
FROM analyses WHERE decision IS NOT NULL;

INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'publish_base', '"' || SUBSTR(publish_base, LENGTH(CAST(round AS TEXT)) + 2) || '"', updated_at
FROM analyses WHERE publish_base LIKE CAST(round AS TEXT) || ':%';

INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
SELECT id, '', round, 'publication', json_object('branch', fix_branch, 'commit', COALESCE(fix_commit, ''), 'pullRequestUrl', pull_request_url), updated_at
FROM analyses WHERE fix_branch IS NOT NULL;

-- The run whose changes count: a late change of an earlier run is of no effect.
ALTER TABLE analyses ADD COLUMN run_id TEXT;
ALTER TABLE analyses ADD COLUMN run_started_at BIGINT;
ALTER TABLE analyses DROP COLUMN base_branch;
ALTER TABLE analyses DROP COLUMN base_commit;
ALTER TABLE analyses DROP COLUMN result;
ALTER TABLE analyses DROP COLUMN patch;
ALTER TABLE analyses DROP COLUMN patch_hash;
ALTER TABLE analyses DROP COLUMN verification;
ALTER TABLE analyses DROP COLUMN decision;
ALTER TABLE analyses DROP COLUMN decided_by;
ALTER TABLE analyses DROP COLUMN decided_via;
ALTER TABLE analyses DROP COLUMN decided_at;
ALTER TABLE analyses DROP COLUMN publish_base;
ALTER TABLE analyses DROP COLUMN fix_branch;
ALTER TABLE analyses DROP COLUMN fix_commit;
