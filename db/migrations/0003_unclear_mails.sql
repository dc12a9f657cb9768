-- Mails whose answer never came, and how long a mail's bytes are kept.

-- How often the mail was handed over without a clear answer; the second time is the last.
ALTER TABLE deliveries ADD COLUMN unanswered smallint NOT NULL DEFAULT 0;
-- unclear: handed over twice, and the server never said whether it took it
ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state_check
    CHECK (state IN ('pending', 'sent', 'unclear', 'bounced', 'cancelled'));
-- The bytes go some time after the mail went; the row stays.
ALTER TABLE deliveries ALTER COLUMN message DROP NOT NULL;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_message_check CHECK (message IS NOT NULL OR state <> 'pending');
CREATE INDEX deliveries_kept ON deliveries (coalesce(sent_at, created_at))
    WHERE message IS NOT NULL AND state <> 'pending';
-- Who has a mail about an event already, while a large batch is written.
CREATE INDEX deliveries_by_event ON deliveries (event_seq);
