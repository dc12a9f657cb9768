-- What is wrong with a site as a whole, what checks by hand found, and when the operator was told.

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
