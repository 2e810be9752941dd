-- How far the two series had come in the backup: what was given out after it may be given
-- to the same people again, and nothing that was given out before.
ALTER TABLE restorations ADD COLUMN residents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE restorations ADD COLUMN households INTEGER NOT NULL DEFAULT 0;
