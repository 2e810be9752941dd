-- A terminal that enrols with a new file goes on after the numbers of the old one (R032):
-- the first event may have any number, those after it follow each other as before.
DROP TRIGGER outbox_is_contiguous;
CREATE TRIGGER outbox_is_contiguous BEFORE INSERT ON outbox
WHEN NEW.seq <> (SELECT max(seq) + 1 FROM outbox) -- NULL, which is not true, while there is none
BEGIN SELECT raise(ABORT, 'outbox seq is not the next'); END;
