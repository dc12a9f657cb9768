-- How much a change matters, and which kinds of change it is made of (news/diff.py). NULL: nothing differs, or it was
-- found before this was judged.
ALTER TABLE events
    ADD COLUMN weight  text CHECK (weight IN ('minor', 'major')),
    ADD COLUMN classes text[] NOT NULL DEFAULT '{}';

-- Which changes a subscription asks for, beside new articles; major: withdrawals and returns too.
ALTER TABLE subscriptions
    ADD COLUMN changes text NOT NULL DEFAULT 'none' CHECK (changes IN ('none', 'major', 'all'));
