-- Pages that never rest, and pages that come and go.

-- What is remembered of the article's changes (news/unrest.py): which places of its text never rest, what the last
-- look found. NULL: nothing but rest.
ALTER TABLE articles ADD COLUMN unrest jsonb;
-- Counted visits, not places: an edit of a page that never rests was not told.
ALTER TABLE articles DROP COLUMN change_streak;
-- How often it came back after a withdrawal: each time the next one is believed later.
ALTER TABLE articles ADD COLUMN restorations integer NOT NULL DEFAULT 0;
CREATE INDEX articles_missing ON articles (site) WHERE missing_since IS NOT NULL AND status = 'live';
