-- Why and by whom a terminal was revoked: codes and operators' IDs.
ALTER TABLE terminals ADD COLUMN revoked_for TEXT NOT NULL DEFAULT '';
ALTER TABLE terminals ADD COLUMN revoked_by  TEXT NOT NULL DEFAULT '';

-- terminal_requests holds what one administrator asked for about a terminal and another
-- decided (R032). A row is never deleted.
CREATE TABLE terminal_requests (
    number      INTEGER NOT NULL PRIMARY KEY,
    act         INTEGER NOT NULL, -- registry.Act
    terminal    TEXT    NOT NULL,
    ward        TEXT    NOT NULL,
    personality INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    key         BLOB    NOT NULL, -- SHA-256 of a key certified offline, or empty
    asked_by    TEXT    NOT NULL,
    asked_at    INTEGER NOT NULL,
    state       INTEGER NOT NULL, -- registry.RequestState
    decided_by  TEXT    NOT NULL,
    decided_at  INTEGER           -- NULL while it waits
) STRICT;

-- enrolments holds the newest one-time code of each terminal that has had one, as the
-- sealed key that proves it; there is none once it was used or burnt.
CREATE TABLE enrolments (
    terminal TEXT    NOT NULL PRIMARY KEY REFERENCES terminals (id),
    sealed   BLOB    NOT NULL, -- empty when used, burnt or over
    until    INTEGER NOT NULL,
    failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- terminal_keys holds the keys that a terminal may come in with, once it has any.
CREATE TABLE terminal_keys (
    terminal TEXT    NOT NULL REFERENCES terminals (id),
    pin      BLOB    NOT NULL, -- SHA-256 of the public key
    since    INTEGER NOT NULL,
    ended_at INTEGER,          -- NULL while it is good
    PRIMARY KEY (terminal, pin)
) STRICT, WITHOUT ROWID;

-- standings holds what each terminal last said of itself (D22).
CREATE TABLE standings (
    terminal TEXT    NOT NULL PRIMARY KEY REFERENCES terminals (id),
    at       INTEGER NOT NULL,
    body     BLOB    NOT NULL  -- madoguchi.v1.ReportRequest
) STRICT, WITHOUT ROWID;
