-- 同稿: which story an article belongs to (NULL: no reprint of it is known), and the bands by which reprints find each
-- other (news/fingerprint.py). Not a column of articles: whoever joins an article to a story would wait for the look
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

ALTER TABLE articles DROP COLUMN story_id;

INSERT INTO fingerprints (article_id) SELECT id FROM articles;
