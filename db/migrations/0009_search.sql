-- What articles are found by (docs/decisions/0020): for every pair of characters the articles that have it, in segments
-- of some thousand articles, newest first in each. Articles that came last wait with their text until a segment is made.
CREATE TABLE search_segments (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- How many articles it was made of; their places are 0 to size - 1, the newest first.
    size   integer NOT NULL,
    newest timestamptz NOT NULL
);

-- A piece of a segment's index: some grams in order (news/postings.py), and the places of each. Small enough to lie in
-- the table itself. No foreign key: it would cost as much as the row.
CREATE TABLE search_parts (
    segment bigint NOT NULL,
    first   integer NOT NULL,
    grams   bytea NOT NULL,
    ends    bytea NOT NULL,
    places  bytea NOT NULL,
    PRIMARY KEY (segment, first)
);

CREATE TABLE search (
    article_id bigint PRIMARY KEY REFERENCES articles (id),
    site       text NOT NULL,
    -- What newest means: its own date, else when it was first seen.
    at         timestamptz NOT NULL,
    -- Folded, a line a field or paragraph; kept while the article is in no large segment.
    text       text,
    -- Where it is: NULL while it waits, with its text, or without one when it was stored before there was a search.
    segment    bigint,
    place      smallint
);
ALTER TABLE search ALTER COLUMN text SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX search_by_place ON search (segment, place) WHERE segment IS NOT NULL;
CREATE INDEX search_by_time ON search (at DESC, article_id DESC);
CREATE INDEX search_waiting ON search (article_id) WHERE segment IS NULL AND text IS NOT NULL;
CREATE INDEX search_kept ON search (segment) WHERE segment IS NOT NULL AND text IS NOT NULL;
CREATE INDEX search_backlog ON search (article_id) WHERE segment IS NULL AND text IS NULL;

INSERT INTO search (article_id, site, at)
SELECT a.id, a.site, coalesce(v.published_at, a.first_seen_at)
FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version;
