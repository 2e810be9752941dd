-- policy_bundle holds the newest bundle of locked configurations, and what the registry
-- itself knows of them: the first root, told to it in the server room, and its own keys
-- for timestamps.
CREATE TABLE policy_bundle (
    one          INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    root         BLOB,             -- the first root
    keys         BLOB,             -- seeds, sealed
    bundle       BLOB,
    number       INTEGER NOT NULL, -- version of the timestamp, 0 while there is no bundle
    published_at INTEGER,
    stamped_at   INTEGER
) STRICT;

-- policy_reports holds what each terminal said last.
CREATE TABLE policy_reports (
    terminal TEXT    NOT NULL PRIMARY KEY REFERENCES terminals (id),
    version  INTEGER NOT NULL,
    ring     TEXT    NOT NULL,
    targets  INTEGER NOT NULL,
    refused  TEXT    NOT NULL, -- a code, '' for none
    waiting  TEXT    NOT NULL,
    since    INTEGER NOT NULL  -- it says so
) STRICT;
