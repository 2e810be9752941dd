-- At which terminal an entry is under review, so that what a terminal left behind in a
-- crash is given back when the next operator signs in there.
ALTER TABLE entries ADD COLUMN claimed_at TEXT NOT NULL DEFAULT '';
