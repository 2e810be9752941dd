-- A registry that went back to a backup (R066) decides again what terminals hand over
-- again, and decides it as it did before: these tables say how that was. They are filled
-- at a restore, from the database before or by the terminals, and have no rows otherwise.
CREATE TABLE restorations (
    at INTEGER NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE earlier_verdicts (
    entry        TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    sure         INTEGER NOT NULL, -- 1: out of the database before; 0: a terminal says so
    accepted     INTEGER NOT NULL,
    processed_on TEXT    NOT NULL,
    decided_at   INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    outcome      TEXT    NOT NULL, -- as in verdicts
    PRIMARY KEY (entry, revision)
) STRICT, WITHOUT ROWID;

-- The 住民票コード that were allotted out of the stock since the backup, for the same people.
CREATE TABLE earlier_codes (
    resident TEXT NOT NULL PRIMARY KEY, -- 宛名番号
    sealed   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
