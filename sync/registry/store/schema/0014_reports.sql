-- reports holds what was counted over the operation logs (R122, R140), and that somebody
-- read and signed it.
CREATE TABLE reports (
    id        TEXT    NOT NULL PRIMARY KEY,
    kind      TEXT    NOT NULL,
    first_day TEXT    NOT NULL, -- ISO 8601, both inclusive
    last_day  TEXT    NOT NULL,
    made_at   INTEGER NOT NULL,
    made_by   TEXT    NOT NULL,
    body      BLOB    NOT NULL, -- sealed: the sheet
    digest    BLOB    NOT NULL, -- of the sheet; the log holds it, too
    signed_at INTEGER,          -- NULL before
    signed_by TEXT    NOT NULL DEFAULT '',
    remark    BLOB              -- sealed
) STRICT, WITHOUT ROWID;

-- questions holds what an operator was asked about a report, and the answer.
CREATE TABLE questions (
    id          TEXT    NOT NULL PRIMARY KEY,
    report      TEXT    NOT NULL REFERENCES reports (id),
    operator    TEXT    NOT NULL,
    asked_by    TEXT    NOT NULL,
    asked_at    INTEGER NOT NULL,
    body        BLOB    NOT NULL, -- sealed: question and answer
    answered_at INTEGER,
    closed_at   INTEGER,
    closed_by   TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX questions_open ON questions (operator) WHERE answered_at IS NULL;
