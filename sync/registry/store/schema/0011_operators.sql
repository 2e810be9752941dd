-- The register of rights (操作権限管理簿, R028, R118): every request about an operator or a
-- unit with who asked, approved and applied it. A row is never deleted; what operators
-- holds is what comes of them.
CREATE TABLE rights_requests (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT    NOT NULL UNIQUE,
    state     INTEGER NOT NULL, -- operator.RequestState
    effective TEXT    NOT NULL, -- 適用日, '' for at once
    body      BLOB    NOT NULL  -- JSON of operator.Request
) STRICT;
CREATE INDEX rights_requests_due ON rights_requests (effective) WHERE state = 3;

-- rights_checks says who compared the register with what ought to be, and when.
CREATE TABLE rights_checks (
    n      INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    by     TEXT    NOT NULL, -- operator.ID
    seat   TEXT    NOT NULL,
    digest TEXT    NOT NULL, -- SHA-256 of the register as it was shown
    note   TEXT    NOT NULL
) STRICT;

-- roll says in what order operators changed, so that terminals drop what they hold of
-- them: the newest change of each.
CREATE TABLE roll (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    operator TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE operators ADD COLUMN pin_due INTEGER NOT NULL DEFAULT 0;  -- 1: the holder has to set a PIN first
ALTER TABLE operators ADD COLUMN login TEXT NOT NULL DEFAULT '';      -- 照合ID, for integrated terminals (R117)
ALTER TABLE operators ADD COLUMN passkeys BLOB NOT NULL DEFAULT x'';  -- JSON: public keys of proofs with user verification
CREATE UNIQUE INDEX operators_login ON operators (login) WHERE login <> '';
CREATE INDEX sessions_open ON sessions (operator) WHERE closed_at IS NULL;
