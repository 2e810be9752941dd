-- Holds (抑止) and support measures (支援措置). What they say is sealed; in the clear
-- stands only what they are looked for by. Nothing is ever deleted before its retention
-- is over: what was released or ended stays, marked.

-- measures holds every support measure as it now is.
CREATE TABLE measures (
    id          TEXT    NOT NULL PRIMARY KEY,
    ended       INTEGER NOT NULL,          -- 1 once the officer ended it; nothing else does
    ends        TEXT    NOT NULL,          -- last day of its term
    body        BLOB    NOT NULL,          -- sealed: resident.Measure
    perpetrator BLOB    NOT NULL DEFAULT x'' -- sealed by itself: who was fled; empty when not known
) STRICT, WITHOUT ROWID;
CREATE INDEX measures_ends ON measures (ended, ends);

-- measure_residents says whom a measure is or was for. A resident with a row that is not
-- ended is protected.
CREATE TABLE measure_residents (
    resident TEXT    NOT NULL, -- 宛名番号
    measure  TEXT    NOT NULL REFERENCES measures (id) DEFERRABLE INITIALLY DEFERRED,
    ended    INTEGER NOT NULL, -- 1 once it is ended for this resident
    PRIMARY KEY (resident, measure)
) STRICT, WITHOUT ROWID;
CREATE INDEX measure_residents_measure ON measure_residents (measure);

-- holds holds every hold as it now is.
CREATE TABLE holds (
    id       TEXT    NOT NULL PRIMARY KEY,
    subject  TEXT    NOT NULL, -- "r" and a 宛名番号, or "h" and a 世帯番号
    released INTEGER NOT NULL,
    ends     TEXT    NOT NULL, -- planned end or ''; it ends nothing
    body     BLOB    NOT NULL  -- sealed: resident.Hold
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_subject ON holds (subject);
CREATE INDEX holds_standing ON holds (ends) WHERE released = 0;

-- releases holds the lists of measures that one officer proposed to end together and
-- another one has to end.
CREATE TABLE releases (
    id   TEXT    NOT NULL PRIMARY KEY,
    done INTEGER NOT NULL,
    body BLOB    NOT NULL -- sealed: resident.Release
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_done ON releases (done, id);

-- Whose address is left out of a list: everybody's of a household with a protected one.
CREATE INDEX residents_protected ON residents (household) WHERE protected = 1;
