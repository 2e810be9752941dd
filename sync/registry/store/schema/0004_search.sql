-- What a search shows stands in residents, so that a list is read without the records,
-- and what the record said before its newest row is found, too (STD 2.1.2). Everything
-- added here is made again from history when the file is moved on to this version.
--
-- names and past_names have a line for each name: its counter.Matched, the name as
-- recorded, folded, and its given names folded, separated by tabs. address and
-- past_addresses have a line for each address: as recorded, a tab, folded.
ALTER TABLE residents ADD COLUMN reading TEXT NOT NULL DEFAULT '';
ALTER TABLE residents ADD COLUMN birth_text TEXT NOT NULL DEFAULT ''; -- canonical form of 生年月日
ALTER TABLE residents ADD COLUMN sex INTEGER NOT NULL DEFAULT 0;
ALTER TABLE residents ADD COLUMN relationship TEXT NOT NULL DEFAULT '';
ALTER TABLE residents ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE residents ADD COLUMN past_names TEXT NOT NULL DEFAULT '';
ALTER TABLE residents ADD COLUMN past_addresses TEXT NOT NULL DEFAULT '';

-- name_index finds residents by pieces that registry.TermsOf makes.
DROP TABLE name_index;
CREATE VIRTUAL TABLE name_index USING fts5 (
    names, past_names, addresses, past_addresses, birth,
    content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
);

-- past_numbers says which numbers a resident had up to a row of the history, where they
-- were others than those after it. The keyed hashes tell only whether two are the same.
CREATE TABLE past_numbers (
    resident     INTEGER NOT NULL REFERENCES residents (n) DEFERRABLE INITIALLY DEFERRED,
    until        INTEGER NOT NULL, -- the last history number they stood in
    number_index BLOB,             -- NULL: none
    code_index   BLOB,             -- NULL: none
    PRIMARY KEY (resident, until)
) STRICT, WITHOUT ROWID;

-- What a terminal is for: policy.Personality.
ALTER TABLE terminals ADD COLUMN personality INTEGER NOT NULL DEFAULT 1;

-- searches holds what each operator searched by, for that operator alone, to search so
-- again. It is bounded in number and time (registry.MaxSearches, registry.SearchesKept).
CREATE TABLE searches (
    n        INTEGER NOT NULL PRIMARY KEY,
    operator TEXT    NOT NULL REFERENCES operators (id),
    what     BLOB    NOT NULL, -- keyed hash of what was searched by: the same search stands here once
    at       INTEGER NOT NULL,
    body     BLOB    NOT NULL, -- sealed: names, dates, addresses
    UNIQUE (operator, what)
) STRICT;
CREATE INDEX searches_newest ON searches (operator, at);
CREATE INDEX searches_at ON searches (at);
