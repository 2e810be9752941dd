-- outputs is the ledger of what was asked to leave: mass printing and provisions (R130,
-- R131), also what was declined. A row is kept for seven years.
CREATE TABLE outputs (
    number TEXT    NOT NULL PRIMARY KEY, -- output.Number
    day    TEXT    NOT NULL,             -- ISO 8601, asked for on
    nth    INTEGER NOT NULL,             -- of the day
    state  INTEGER NOT NULL,             -- output.State
    last   INTEGER NOT NULL,             -- of the last step
    body   BLOB    NOT NULL              -- sealed: JSON of output.Approval
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outputs_day ON outputs (day, nth);
CREATE INDEX outputs_open ON outputs (day) WHERE state < 3;

-- media is the ledger of media (媒体管理簿, R136). A row is kept for seven years after the
-- medium was destroyed.
CREATE TABLE media (
    number TEXT    NOT NULL PRIMARY KEY, -- output.MediumNumber
    year   INTEGER NOT NULL,
    nth    INTEGER NOT NULL,             -- of the year
    state  INTEGER NOT NULL,             -- output.MediumState
    last   INTEGER NOT NULL,             -- of the last step
    body   BLOB    NOT NULL              -- sealed: JSON of output.Medium
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX media_year ON media (year, nth);
