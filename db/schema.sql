-- The whole schema after all migrations, for reading; a test compares the two. The queue's tables are procrastinate's.
-- A table that later migrations altered stands here as they left it.
-- Times are timestamptz written by the database's clock; texts were cleaned before they came here.

CREATE TABLE sites (
    id            text PRIMARY KEY,
    name          text NOT NULL,
    -- The operator's switch; NULL follows the definition. Survives a definition's reload.
    switched      boolean,
    next_crawl_at timestamptz NOT NULL DEFAULT now(),
    crawled_at    timestamptz,
    last_error    text
);

CREATE TABLE channels (
    site          text NOT NULL REFERENCES sites (id),
    url           text NOT NULL,
    name          text NOT NULL,
    -- Validators of the first list page at the last complete walk: unchanged bytes end a crawl after one request.
    etag          text,
    last_modified text,
    body_sha256   bytea,
    -- When the last walk ended that reached known ground or the end. NULL: the first walk is not complete, and
    -- what it finds is baseline. A killed walk leaves this as it was, so the next one goes as deep again.
    walked_at     timestamptz,
    -- Set when the first walk left older entries out (--since): what is dated before then is no news later.
    shallow_since timestamptz,
    last_error    text,
    PRIMARY KEY (site, url)
);

CREATE TABLE snapshots (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url          text NOT NULL,
    fetched_at   timestamptz NOT NULL,
    status       smallint NOT NULL,
    content_type text,
    sha256       bytea NOT NULL,
    -- Where the WARC record lies: file relative to TZWATCH_HOME, offset and length in bytes.
    warc_file    text NOT NULL,
    warc_offset  bigint NOT NULL,
    warc_length  integer NOT NULL,
    -- When the file was moved below TZWATCH_PAGES_ARCHIVE (under the same name), or given up for good. The row says so
    -- before the file goes: none names a file that is gone without saying it.
    moved_at     timestamptz,
    dropped_at   timestamptz
);

CREATE TABLE runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        text NOT NULL,
    trigger     text NOT NULL CHECK (trigger IN ('schedule', 'manual', 'import')),
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    -- running, done, failed (the site could not be read at all), killed (its process died)
    state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'killed')),
    pages       integer NOT NULL DEFAULT 0,
    new         integer NOT NULL DEFAULT 0,
    changed     integer NOT NULL DEFAULT 0,
    gone        integer NOT NULL DEFAULT 0,
    restored    integer NOT NULL DEFAULT 0,
    unchanged   integer NOT NULL DEFAULT 0,
    skipped     integer NOT NULL DEFAULT 0,
    failed      integer NOT NULL DEFAULT 0,
    reasons     jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX runs_by_site ON runs (site, started_at DESC);
CREATE INDEX runs_open ON runs (site) WHERE state = 'running';

-- Tells whether a process holds the site's crawl lock (db/runs.py), which ends with its holder's connection.
CREATE FUNCTION is_crawling(site text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (classid::bigint << 32 | objid::bigint) = hashtextextended('crawl ' || site, 0))
$$;

-- What is known of a page as one thing over time; what it said is in versions.
CREATE TABLE articles (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site          text NOT NULL,
    -- The canonical form without scheme, www, port, fragment and tracking parameters: the identity.
    url_key       text NOT NULL UNIQUE,
    url           text NOT NULL,
    status        text NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'gone')),
    -- The current version.
    version       integer NOT NULL,
    -- One digest a telling field of the current version: what the next look is compared with.
    digests       jsonb NOT NULL,
    -- Found by a first crawl, a backfill or an import: known, but not news.
    baseline      boolean NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    changed_at    timestamptz,
    next_visit_at timestamptz,
    -- First of the two looks that a withdrawal needs.
    missing_since timestamptz,
    etag          text,
    last_modified text,
    -- What is remembered of its changes (news/changes/unrest.py): places that never rest, what the last look found. NULL: rest.
    unrest        jsonb,
    -- How often it came back after a withdrawal: each time the next one is believed later.
    restorations  integer NOT NULL DEFAULT 0
);
CREATE INDEX articles_by_time ON articles (first_seen_at DESC, id DESC);
CREATE INDEX articles_by_site ON articles (site, first_seen_at DESC);
CREATE INDEX articles_due ON articles (site, next_visit_at) WHERE next_visit_at IS NOT NULL;
CREATE INDEX articles_missing ON articles (site) WHERE missing_since IS NOT NULL AND status = 'live';

CREATE TABLE versions (
    article_id          bigint NOT NULL REFERENCES articles (id),
    version             integer NOT NULL,
    seen_at             timestamptz NOT NULL,
    title               text NOT NULL,
    original_title      text,
    subtitle            text,
    published_at        timestamptz,
    published_precision text CHECK (published_precision IN ('day', 'minute', 'second')),
    source              text,
    source_url          text,
    author              text,
    editor              text,
    breadcrumb          text[] NOT NULL,
    keywords            text[] NOT NULL,
    body_text           text NOT NULL,
    body_html           text NOT NULL,
    images              jsonb NOT NULL,
    attachments         jsonb NOT NULL,
    provenance          jsonb NOT NULL,
    snapshot_id         bigint REFERENCES snapshots (id),
    -- The raw pages after the first of an article that is printed on several, in order.
    further_snapshots   bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (article_id, version)
);

-- How far a `reextract` came: one that was cut off goes on behind `article_id`. One row a selection, removed at the end.
CREATE TABLE rereadings (
    selection  text PRIMARY KEY,
    article_id bigint NOT NULL,
    at         timestamptz NOT NULL DEFAULT now()
);

-- 同稿: which story an article belongs to (NULL: no reprint of it is known), and the bands by which reprints find each
-- other (news/stories/fingerprint.py). Not a column of articles: whoever joins an article to a story would wait for the look
-- that holds its row, and that look for him.
CREATE TABLE fingerprints (
    article_id bigint PRIMARY KEY REFERENCES articles (id),
    story_id   bigint,
    -- NULL: stored before there were stories, to be placed yet.
    bands      bigint[]
);
CREATE INDEX fingerprints_by_story ON fingerprints (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX fingerprints_backlog ON fingerprints (article_id) WHERE bands IS NULL;

-- Narrow, for there are some sixteen rows an article; read from its index alone. A band begins with the time at which the
-- article came out, so that what is new stands together. No foreign key: it would cost as much as the row.
CREATE TABLE bands (
    band       bigint NOT NULL,
    article_id integer NOT NULL,
    PRIMARY KEY (band, article_id)
);

CREATE SEQUENCE story_ids;

CREATE TABLE entries (
    url_key       text PRIMARY KEY,
    site          text NOT NULL REFERENCES sites (id),
    channel       text NOT NULL,
    url           text NOT NULL,
    title         text NOT NULL,
    listed_at     timestamptz,
    baseline      boolean NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    -- pending: to be fetched; stored: has an article; quarantine: given up after several tries, kept to be seen;
    -- missing: its page said several times that there is none; listed: not to be fetched
    state         text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'stored', 'quarantine', 'missing', 'listed')),
    tries         integer NOT NULL DEFAULT 0,
    -- Tries that brought a page which could not be read; only these lead to quarantine.
    unreadable    integer NOT NULL DEFAULT 0,
    next_try_at   timestamptz NOT NULL DEFAULT now(),
    last_error    text,
    snapshot_id   bigint REFERENCES snapshots (id),
    -- weixin, pdf, video, external: shown by a list, not fetched
    kind          text NOT NULL DEFAULT 'article'
        CHECK (kind IN ('article', 'weixin', 'pdf', 'video', 'external'))
);
CREATE INDEX entries_pending ON entries (site, next_try_at) WHERE state = 'pending';

-- Append-only. Numbered in commit order: every writer takes the events lock first (see db/events.py).
CREATE TABLE events (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('new', 'changed', 'gone', 'restored')),
    article_id bigint NOT NULL REFERENCES articles (id),
    version    integer NOT NULL,
    site       text NOT NULL,
    url        text NOT NULL,
    title      text NOT NULL,
    fields     text[] NOT NULL DEFAULT '{}',
    baseline   boolean NOT NULL,
    run_id     bigint REFERENCES runs (id),
    at         timestamptz NOT NULL,
    -- How much a change matters, and which kinds of change it is made of (news/diff/articles.py). NULL: nothing differs, or it
    -- was found before this was judged.
    weight     text CHECK (weight IN ('minor', 'major')),
    classes    text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX events_by_article ON events (article_id, seq);

-- The raw page by which a withdrawal was told: what the server answered instead of the article.
CREATE TABLE event_pages (
    event_seq   bigint PRIMARY KEY REFERENCES events (seq),
    snapshot_id bigint NOT NULL REFERENCES snapshots (id)
);

CREATE TABLE subscriptions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recipient  text NOT NULL,
    keywords   text[] NOT NULL DEFAULT '{}',
    sites      text[] NOT NULL DEFAULT '{}',
    -- bounced: the mail server refused several mails in a row, nothing more is sent until a person looks
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'bounced', 'removed')),
    -- Events up to this one happened before the subscription and are not mailed.
    after_seq  bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Which changes it asks for, beside new articles; major: withdrawals and returns too.
    changes    text NOT NULL DEFAULT 'none' CHECK (changes IN ('none', 'major', 'all'))
);

-- How far the event log has been matched against the subscriptions; one row.
CREATE TABLE matching (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq      bigint NOT NULL,
    -- Goes into every Message-ID. Random and kept here: a rebuilt database counts its events from 1 again, and
    -- mail programs hide a mail whose Message-ID they have met; a restored one repeats under the same ids.
    salt     bytea NOT NULL
);
INSERT INTO matching (seq, salt) VALUES (0, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- The outbox: one row a mail, rendered once, so that a second try sends the same bytes.
CREATE TABLE deliveries (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Every subscription of the recipient that asked for it; sent while one of them is active.
    subscription_ids bigint[] NOT NULL,
    event_seq        bigint NOT NULL REFERENCES events (seq),
    recipient        text NOT NULL,
    message_id       text NOT NULL UNIQUE,
    -- Dropped some time after the mail went; the row stays.
    message          bytea,
    -- unclear: handed over twice, and the server never said whether it took it
    state            text NOT NULL DEFAULT 'pending'
                     CHECK (state IN ('pending', 'sent', 'unclear', 'bounced', 'cancelled')),
    tries            integer NOT NULL DEFAULT 0,
    next_try_at      timestamptz NOT NULL DEFAULT now(),
    created_at       timestamptz NOT NULL DEFAULT now(),
    sent_at          timestamptz,
    last_error       text,
    -- How often the mail was handed over without a clear answer; the second time is the last.
    unanswered       smallint NOT NULL DEFAULT 0,
    -- Two subscriptions of one reader that match the same news are one mail.
    UNIQUE (recipient, event_seq),
    CONSTRAINT deliveries_message_check CHECK (message IS NOT NULL OR state <> 'pending')
);
CREATE INDEX deliveries_due ON deliveries (next_try_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_kept ON deliveries (coalesce(sent_at, created_at))
    WHERE message IS NOT NULL AND state <> 'pending';
-- Who has a mail about an event already, while a large batch is written.
CREATE INDEX deliveries_by_event ON deliveries (event_seq);

-- Whoever holds a host's advisory lock may ask it (db/hosts.py); the lock ends with its holder's connection.
CREATE TABLE hosts (
    host    text PRIMARY KEY,
    -- When the next request may start. NULL: somebody holds the lock, or died with it.
    free_at timestamptz
);

-- 异常: opened and cleared by the run that sees them begin and end (news/health.py).
CREATE TABLE findings (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site          text NOT NULL REFERENCES sites (id),
    kind          text NOT NULL,
    -- The list's address or the field; '' for the site as a whole.
    subject       text NOT NULL,
    said          text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    -- NULL: open.
    cleared_at    timestamptz
);
CREATE UNIQUE INDEX findings_open ON findings (site, kind, subject) WHERE cleared_at IS NULL;

-- `tzwatch sites check`: one row a site and check.
CREATE TABLE checks (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site text NOT NULL REFERENCES sites (id),
    at   timestamptz NOT NULL DEFAULT now(),
    ok   boolean NOT NULL,
    -- The report, as --json prints it.
    what jsonb NOT NULL
);
CREATE INDEX checks_by_site ON checks (site, at DESC);

-- The daily mail about open findings; one row, locked by the mailer that sends it.
CREATE TABLE operator_mail (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    next_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO operator_mail DEFAULT VALUES;

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

-- What articles are found by (docs/decisions/0020): for every pair of characters the articles that have it, in segments
-- of some thousand articles, newest first in each. Articles that came last wait with their text until a segment is made.
CREATE TABLE search_segments (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- How many articles it was made of; their places are 0 to size - 1, the newest first.
    size   integer NOT NULL,
    newest timestamptz NOT NULL,
    -- How new they are, place by place, more coarsely the further back (news/search/times.py): seconds before the
    -- newest, four bytes each.
    times  bytea NOT NULL
);

-- A piece of a segment's index: some grams in order (news/search/postings.py), and the places of each. Small enough to lie in
-- the table itself. No foreign key: it would cost as much as the row.
CREATE TABLE search_parts (
    segment bigint NOT NULL,
    first   integer NOT NULL,
    grams   bytea NOT NULL,
    ends    bytea NOT NULL,
    places  bytea NOT NULL,
    PRIMARY KEY (segment, first)
) WITH (toast_tuple_target = 8160);

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

-- How far archives were imported: whoever imports one again goes on where the last import came to.
CREATE TABLE imports (
    -- SHA-256 of the file's first bytes: an archive that grows, or was moved, is the same.
    head     bytea PRIMARY KEY,
    name     text NOT NULL,
    -- Where reading goes on: an offset in the file, and how many records behind it were read already.
    position bigint NOT NULL,
    records  bigint NOT NULL,
    -- SHA-256 of the bytes before `position`: those of another file with the same beginning differ.
    mark     bytea NOT NULL,
    -- Pages of it that are stored.
    pages    bigint NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

-- 隔离: saved pages that could not be read or stored, kept to be looked at. Many belong to no site, so not in entries.
CREATE TABLE held_pages (
    -- The file, and where in it.
    origin text PRIMARY KEY,
    url    text,
    reason text NOT NULL,
    at     timestamptz NOT NULL DEFAULT now()
);
