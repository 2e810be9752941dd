-- The terminal's file, first layout. Every body is sealed by app/keys for its table,
-- row and column, together with the clear columns beside it: what stands here in the
-- clear are opaque ids, kinds, states, sequence numbers and times, and none of them
-- can be changed without the sealed body refusing to open.

-- terminal says whose file this is. One row, written once.
CREATE TABLE terminal (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    name       TEXT    NOT NULL, -- the terminal's id
    material   BLOB    NOT NULL, -- keys.Material; its other half is in the OS keyring
    created_at INTEGER NOT NULL  -- Unix microseconds, as every time here
) STRICT;

-- progress is how far the outbox and the audit chain have come. One row, written in
-- each transaction that moves one of them.
CREATE TABLE progress (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    body BLOB    NOT NULL -- sealed: last and acknowledged seq, cursor, audit head, anchor
) STRICT;

-- entries holds every notification (異動届) written or reviewed at this terminal.
CREATE TABLE entries (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    kind       INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    writer     TEXT    NOT NULL, -- operator.ID
    updated_at INTEGER NOT NULL,
    summary    BLOB,             -- sealed: what a line of the worklist shows
    body       BLOB    NOT NULL  -- sealed: content, reviews, history, half-typed form
) STRICT;
CREATE INDEX entries_by_state ON entries (state, updated_at);

-- outbox holds what this terminal owes the registry, in the order it was decided. The
-- rows stay after the registry took them over: a registry restored from a backup asks
-- for them again.
CREATE TABLE outbox (
    seq     INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
    entry   TEXT    NOT NULL, -- entries.id, or the id of an entry of another terminal
    kind    INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    sent_at INTEGER,          -- when the registry acknowledged it
    body    BLOB    NOT NULL  -- sealed: the event as it goes out
) STRICT;

-- Two events under one number, or a gap between two, would be a fork in the registry's
-- eyes. The program does not make them; this is for the day when it does.
CREATE TRIGGER outbox_is_contiguous BEFORE INSERT ON outbox
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM outbox)
BEGIN SELECT raise(ABORT, 'outbox seq is not the next'); END;
CREATE TRIGGER outbox_is_final BEFORE UPDATE OF seq, entry, kind, made_at, body ON outbox
BEGIN SELECT raise(ABORT, 'outbox event is final'); END;

-- audit is the chain of operation records (操作ログ).
CREATE TABLE audit (
    seq    INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
    prev   BLOB    NOT NULL CHECK (length(prev) = 32), -- hash of the link before
    hash   BLOB    NOT NULL CHECK (length(hash) = 32), -- of the sealed record
    sealed BLOB                                        -- the record; NULL once purged
) STRICT;

-- operators holds what an offline sign-in needs.
CREATE TABLE operators (
    id         TEXT NOT NULL PRIMARY KEY, -- operator.ID
    credential BLOB,                      -- sealed under the PIN as well; NULL if none
    state      BLOB NOT NULL              -- sealed: last token step, waits
) STRICT;

-- sessions: who was signed in at this terminal, from when to when.
CREATE TABLE sessions (
    id        TEXT    NOT NULL PRIMARY KEY,
    operator  TEXT    NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,          -- NULL while open
    how       INTEGER NOT NULL, -- why it ended; 0 while open
    offline   INTEGER NOT NULL  -- opened without a line
) STRICT;
CREATE INDEX sessions_open ON sessions (opened_at) WHERE closed_at IS NULL;

-- positions: that the screen cannot be seen by visitors, confirmed once a day.
CREATE TABLE positions (
    operator TEXT    NOT NULL,
    day      TEXT    NOT NULL, -- YYYY-MM-DD
    display  TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (operator, day)
) STRICT, WITHOUT ROWID;

-- households are those opened at this terminal (R035): gone at sign-out, after
-- acceptance or at the end of the day.
CREATE TABLE households (
    key       BLOB    NOT NULL PRIMARY KEY, -- blind index of the household's id
    opened_at INTEGER NOT NULL,
    body      BLOB    NOT NULL              -- sealed
) STRICT, WITHOUT ROWID;

-- settings are values of the program that belong to the terminal, such as the
-- certificate it shows or the bundle it last took.
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL -- sealed
) STRICT, WITHOUT ROWID;
