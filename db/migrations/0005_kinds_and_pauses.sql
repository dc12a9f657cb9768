-- What a list's entries are beside articles, and how long a site that turned us away is left alone.

-- weixin, pdf, video, external: shown by a list, not fetched
ALTER TABLE entries ADD COLUMN kind text NOT NULL DEFAULT 'article'
    CHECK (kind IN ('article', 'weixin', 'pdf', 'video', 'external'));
-- missing: its page said several times that there is none; listed: not to be fetched
ALTER TABLE entries DROP CONSTRAINT entries_state_check;
ALTER TABLE entries ADD CONSTRAINT entries_state_check
    CHECK (state IN ('pending', 'stored', 'quarantine', 'missing', 'listed'));

-- A site that blocked us or asked for patience: no scheduled crawl until then.
CREATE TABLE pauses (
    site   text PRIMARY KEY REFERENCES sites (id),
    until  timestamptz NOT NULL,
    said   text NOT NULL,
    -- Pauses in a row without a crawl between them that was let in; each is longer than the one before.
    streak integer NOT NULL
);

-- What a site answers to an address that nobody ever gave out, asked for once a day at most.
CREATE TABLE error_pages (
    site     text PRIMARY KEY REFERENCES sites (id),
    asked_at timestamptz NOT NULL,
    -- Of its text; NULL: it says by its status that there is no such page.
    digest   bytea
);
