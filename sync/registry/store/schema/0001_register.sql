-- The register of the city (住民基本台帳) and everything the registry owes an
-- explanation for. Dates are ISO 8601 text; times are milliseconds since
-- 1970-01-01 UTC; numbers of kinds, stages and states are those of the Go
-- constants named beside them and never change.
--
-- At rest the two numbers of a resident (個人番号, 住民票コード) stand only in
-- sealed columns; they are found by keyed hashes (…_index).

-- keys holds the registry's sealed key material (app/keys). One row.
CREATE TABLE keys (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    material BLOB    NOT NULL
) STRICT;

-- serials holds the last number allotted of each series: "resident" for 宛名番号,
-- "household" for 世帯番号. A number is never allotted again.
CREATE TABLE serials (
    series TEXT    NOT NULL PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT;

-- households holds every household there ever was. Its members are the residents
-- that point to it.
CREATE TABLE households (
    id       TEXT    NOT NULL PRIMARY KEY, -- 世帯番号
    headless INTEGER NOT NULL DEFAULT 0    -- 世帯主未設定: explicitly without a head (E14)
) STRICT;

-- residents holds one row for each 宛名番号: which history row is current, and what
-- residents are looked for by. Everything in it can be made again from history.
CREATE TABLE residents (
    n         INTEGER NOT NULL PRIMARY KEY, -- rowid of name_index
    id        TEXT    NOT NULL UNIQUE,      -- 宛名番号
    history   INTEGER NOT NULL,             -- current 履歴番号
    household TEXT    NOT NULL REFERENCES households (id),
    place     INTEGER NOT NULL,             -- 並び順 in the household
    status    INTEGER NOT NULL,             -- resident.Status
    head      INTEGER NOT NULL,             -- 1 when 世帯主
    ward      TEXT    NOT NULL,             -- municipality code
    birth     TEXT    NOT NULL,             -- sort key of 生年月日, '' when wholly unknown
    name      TEXT    NOT NULL,             -- 氏名 as recorded
    leaves    TEXT    NOT NULL,             -- 転出予定年月日 or ''
    card      TEXT    NOT NULL,             -- 在留カード等の番号 or ''
    spot      TEXT    NOT NULL,             -- address as recorded, one key
    names     TEXT    NOT NULL,             -- folded names and readings, one a line
    address   TEXT    NOT NULL              -- folded address
) STRICT;
CREATE INDEX residents_household ON residents (household, place);
CREATE INDEX residents_birth ON residents (birth, name);
CREATE INDEX residents_leaves ON residents (leaves) WHERE status = 2;
CREATE INDEX residents_card ON residents (card) WHERE card <> '';
CREATE INDEX residents_spot ON residents (spot, household);

-- history holds the whole record as it was after each change (異動履歴, STD 1.2.1).
-- A row is never changed and never deleted before its retention is over.
CREATE TABLE history (
    resident INTEGER NOT NULL REFERENCES residents (n) DEFERRABLE INITIALLY DEFERRED,
    number   INTEGER NOT NULL CHECK (number > 0), -- 履歴番号
    record   BLOB    NOT NULL,                    -- resident.Record without the numbers
    entry    TEXT,                                -- of entries; NULL for the initial load
    PRIMARY KEY (resident, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_entry ON history (entry) WHERE entry IS NOT NULL;

-- numbers holds the two numbers of each resident who has one.
CREATE TABLE numbers (
    resident     INTEGER NOT NULL PRIMARY KEY REFERENCES residents (n) DEFERRABLE INITIALLY DEFERRED,
    sealed       BLOB    NOT NULL,
    number_index BLOB,   -- of 個人番号
    code_index   BLOB    -- of 住民票コード
) STRICT;
CREATE UNIQUE INDEX numbers_number ON numbers (number_index) WHERE number_index IS NOT NULL;
CREATE UNIQUE INDEX numbers_code ON numbers (code_index) WHERE code_index IS NOT NULL;

-- name_index finds residents by pieces of names and addresses. The terms are made
-- in Go and written in hexadecimal, so that no tokenizer has an opinion on them.
CREATE VIRTUAL TABLE name_index USING fts5 (
    names, address, content = '', contentless_delete = 1, detail = column
);

-- terminals holds the designated terminals (R032).
CREATE TABLE terminals (
    id         TEXT    NOT NULL PRIMARY KEY,
    ward       TEXT    NOT NULL,
    watermark  INTEGER NOT NULL DEFAULT 0, -- all its events up to here are held
    policy     INTEGER NOT NULL DEFAULT 0, -- version it last said it has
    revoked_at INTEGER                     -- NULL while it may come in
) STRICT, WITHOUT ROWID;

-- events says what became of each event a terminal pushed. What it carried stands
-- in submissions, reviews and entries.
CREATE TABLE events (
    terminal TEXT    NOT NULL REFERENCES terminals (id),
    seq      INTEGER NOT NULL,
    digest   BLOB    NOT NULL, -- SHA-256 of the event as it arrived
    outcome  INTEGER NOT NULL, -- registry.Outcome
    kind     INTEGER NOT NULL, -- wire.Kind when refused
    PRIMARY KEY (terminal, seq)
) STRICT, WITHOUT ROWID;

-- entries holds each notification handed over, at its newest revision.
CREATE TABLE entries (
    id            TEXT    NOT NULL PRIMARY KEY, -- UUIDv7, made at the terminal
    revision      INTEGER NOT NULL,
    kind          INTEGER NOT NULL,             -- notification.Kind
    stage         INTEGER NOT NULL,             -- registry.Stage
    terminal      TEXT    NOT NULL REFERENCES terminals (id), -- it was entered at
    ward          TEXT    NOT NULL,
    writer        TEXT    NOT NULL,             -- operator.ID
    written_at    INTEGER NOT NULL,
    needed        INTEGER NOT NULL,             -- approvals
    approvals     INTEGER NOT NULL,
    claimed_by    TEXT    NOT NULL DEFAULT '',
    claimed_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_waiting ON entries (ward, written_at) WHERE stage = 1;

-- submissions holds every revision as it was signed: the salvage copy of a refusal
-- and the proof of an acceptance.
CREATE TABLE submissions (
    entry      TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    terminal   TEXT    NOT NULL REFERENCES terminals (id),
    kind       INTEGER NOT NULL,
    version    INTEGER NOT NULL, -- of the form
    content    BLOB    NOT NULL, -- sealed: names, addresses, numbers
    hash       BLOB    NOT NULL,
    writer     TEXT    NOT NULL,
    written_at INTEGER NOT NULL,
    policy     INTEGER NOT NULL,
    signature  BLOB    NOT NULL,
    PRIMARY KEY (entry, revision)
) STRICT, WITHOUT ROWID;

-- reviews holds every decision on a revision, one an operator.
CREATE TABLE reviews (
    entry       TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    reviewer    TEXT    NOT NULL,
    terminal    TEXT    NOT NULL REFERENCES terminals (id),
    hash        BLOB    NOT NULL,
    decision    INTEGER NOT NULL, -- notification.Decision
    reasons     BLOB    NOT NULL, -- one byte a reason
    note        TEXT    NOT NULL,
    reviewed_at INTEGER NOT NULL,
    evidence    BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    PRIMARY KEY (entry, revision, reviewer)
) STRICT, WITHOUT ROWID;

-- verdicts holds the registry's last word on a revision. It is never changed: with
-- its primary key it is what keeps an entry from being applied twice.
CREATE TABLE verdicts (
    entry        TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    accepted     INTEGER NOT NULL,
    processed_on TEXT    NOT NULL, -- 処理日, '' when refused
    decided_at   INTEGER NOT NULL,
    kind         INTEGER NOT NULL, -- wire.Kind when refused
    outcome      TEXT    NOT NULL, -- JSON: numbers allotted, or findings; no names
    PRIMARY KEY (entry, revision)
) STRICT, WITHOUT ROWID;

-- subjects says which residents and households an undecided entry is about (E18).
CREATE TABLE subjects (
    subject TEXT NOT NULL, -- "r" and a 宛名番号, or "h" and a 世帯番号
    entry   TEXT NOT NULL,
    PRIMARY KEY (subject, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX subjects_entry ON subjects (entry);

-- news is the change feed: the newest change of each entry. Its cursor only grows.
CREATE TABLE news (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT,
    ward   TEXT NOT NULL,
    entry  TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX news_ward ON news (ward, cursor);

-- operators holds who may work, with what rights (R011, R012, R025).
CREATE TABLE operators (
    id       TEXT NOT NULL PRIMARY KEY,
    profile  BLOB NOT NULL, -- JSON of operator.Profile
    pin      TEXT NOT NULL, -- Argon2id verifier
    seed     BLOB NOT NULL, -- sealed: shared secret of the token
    step     INTEGER NOT NULL, -- last time step a code was taken for
    attempts BLOB NOT NULL  -- JSON of operator.Guard: failures and waits
) STRICT, WITHOUT ROWID;

-- operator_keys holds the Ed25519 keys operators sign with, one current for each
-- terminal. Replaced keys stay: what was signed with them must stay provable.
CREATE TABLE operator_keys (
    operator    TEXT    NOT NULL REFERENCES operators (id),
    terminal    TEXT    NOT NULL REFERENCES terminals (id),
    public_key  BLOB    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    replaced_at INTEGER, -- NULL for the current one
    PRIMARY KEY (operator, terminal, public_key)
) STRICT, WITHOUT ROWID;

-- sessions holds who is or was signed in. Only the hash of the id is kept.
CREATE TABLE sessions (
    id        BLOB    NOT NULL PRIMARY KEY, -- SHA-256 of the session id
    operator  TEXT    NOT NULL REFERENCES operators (id),
    terminal  TEXT    NOT NULL REFERENCES terminals (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER -- NULL while open
) STRICT, WITHOUT ROWID;

-- audit is the operation log (操作ログ, R030): when, which operator, whose
-- information, what and why. It is chained (app/audit), so that a change shows.
CREATE TABLE audit (
    seq  INTEGER NOT NULL PRIMARY KEY,
    prev BLOB    NOT NULL, -- hash of the link before
    body BLOB    NOT NULL, -- hash of the record
    record BLOB            -- audit.Record; NULL once it was purged
) STRICT;
