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
