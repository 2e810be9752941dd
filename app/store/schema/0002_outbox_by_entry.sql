-- Which events are about an entry is asked at each acknowledgement, while thousands may
-- be owed after a day without a line.
CREATE INDEX outbox_by_entry ON outbox (entry); -- and seq, its rowid
