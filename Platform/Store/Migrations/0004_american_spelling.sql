-- Names that changed their spelling, where a row holds them.
UPDATE analyses SET state = 'Analyzing' WHERE state = 'Analysing';
UPDATE analyses SET state = 'Canceled' WHERE state = 'Cancelled';
UPDATE analyses SET result = REPLACE(result, '"analyser":', '"analyzer":') WHERE result LIKE '%"analyser":%';
UPDATE events SET data = REPLACE(REPLACE(data, '"Analysing"', '"Analyzing"'), '"Cancelled"', '"Canceled"')
WHERE kind IN ('state', 'analysis');
