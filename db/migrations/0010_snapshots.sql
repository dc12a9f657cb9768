-- The raw pages after the first of an article that is printed on several, in order.
ALTER TABLE versions ADD COLUMN further_snapshots bigint[] NOT NULL DEFAULT '{}';

-- When the raw page's file was moved below TZWATCH_PAGES_ARCHIVE (under the same name), or given up for good. The row
-- says so before the file goes: none names a file that is gone without saying it.
ALTER TABLE snapshots ADD COLUMN moved_at timestamptz;
ALTER TABLE snapshots ADD COLUMN dropped_at timestamptz;

-- How far a `reextract` came: one that was cut off goes on behind `article_id`. One row a selection, removed at the end.
CREATE TABLE rereadings (
    selection  text PRIMARY KEY,
    article_id bigint NOT NULL,
    at         timestamptz NOT NULL DEFAULT now()
);

-- The raw page by which a withdrawal was told: what the server answered instead of the article.
CREATE TABLE event_pages (
    event_seq   bigint PRIMARY KEY REFERENCES events (seq),
    snapshot_id bigint NOT NULL REFERENCES snapshots (id)
);
