-- The proof of who did what (R030, R041, R120): logs of the registry and of every
-- terminal, sealed by year, with what was signed of them.

-- audit_years holds the key of each year's records, sealed under the registry's keys. A
-- year is erased by destroying its key: the chain still verifies, nobody can read it.
CREATE TABLE audit_years (
    year      INTEGER NOT NULL PRIMARY KEY,
    sealed    BLOB,    -- NULL once destroyed
    erased_at INTEGER  -- NULL before
) STRICT;

-- year of the key that the record is sealed under; NULL for one of before these keys.
ALTER TABLE audit ADD COLUMN year INTEGER;
CREATE INDEX audit_year ON audit (year) WHERE record IS NOT NULL;

-- archive holds the operation records of the terminals, taken over at each sync.
CREATE TABLE archive (
    terminal TEXT    NOT NULL REFERENCES terminals (id),
    seq      INTEGER NOT NULL,
    own      BLOB    NOT NULL, -- hash of the record as the terminal sealed it: its own chain
    prev     BLOB    NOT NULL, -- chain over the records as they are sealed here
    body     BLOB    NOT NULL, -- hash of record
    year     INTEGER NOT NULL,
    record   BLOB,             -- audit.Record, sealed; NULL once it was purged
    PRIMARY KEY (terminal, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX archive_year ON archive (year) WHERE record IS NOT NULL;

-- anchors holds the last end of each terminal's log on each day, signed by the terminal.
CREATE TABLE anchors (
    terminal TEXT    NOT NULL REFERENCES terminals (id),
    day      TEXT    NOT NULL, -- ISO 8601
    at       INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    head     BLOB    NOT NULL, -- of the terminal's own chain
    tree     BLOB    NOT NULL, -- audit.Tree
    copied   BLOB    NOT NULL, -- end of the chain in archive
    note     BLOB    NOT NULL, -- the terminal's checkpoint
    key      BLOB    NOT NULL, -- its public key then
    PRIMARY KEY (terminal, day)
) STRICT, WITHOUT ROWID;

-- checkpoints holds what was signed of the registry's own log, once a day.
CREATE TABLE checkpoints (
    seq  INTEGER NOT NULL PRIMARY KEY,
    day  TEXT    NOT NULL,
    head BLOB    NOT NULL,
    tree BLOB    NOT NULL,
    note BLOB    NOT NULL,
    key  BLOB    NOT NULL
) STRICT;
