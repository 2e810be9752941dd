-- A terminal that was enrolled anew with a new file begins another log (a book); what the
-- one before left stays. The copy here counts on over all of them.
ALTER TABLE archive ADD COLUMN book INTEGER NOT NULL DEFAULT 1;

CREATE TABLE anchors_of_books (
    terminal   TEXT    NOT NULL REFERENCES terminals (id),
    book       INTEGER NOT NULL,
    day        TEXT    NOT NULL, -- ISO 8601
    at         INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    head       BLOB    NOT NULL, -- of the book's own chain
    tree       BLOB    NOT NULL, -- audit.Tree
    copied_seq INTEGER NOT NULL, -- end of the chain in archive
    copied     BLOB    NOT NULL,
    note       BLOB    NOT NULL, -- the terminal's checkpoint
    key        BLOB    NOT NULL, -- its public key then
    PRIMARY KEY (terminal, book, day)
) STRICT, WITHOUT ROWID;
INSERT INTO anchors_of_books (terminal, book, day, at, seq, head, tree, copied_seq, copied, note, key)
SELECT terminal, 1, day, at, seq, head, tree, seq, copied, note, key FROM anchors;
DROP TABLE anchors;
ALTER TABLE anchors_of_books RENAME TO anchors;
