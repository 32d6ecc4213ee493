-- News by its address without what only tracks readers: the same piece from two sources is one row.
CREATE TABLE news (
    id TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    url TEXT NOT NULL,
    published_at BIGINT NOT NULL
);
CREATE INDEX news_by_time ON news (published_at, id);
CREATE INDEX news_by_category ON news (category, published_at, id);
