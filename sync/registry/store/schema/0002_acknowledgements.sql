-- What the writer said about the alerts of a revision, which the signature covers and
-- the reviewers are shown.
ALTER TABLE submissions ADD COLUMN acknowledged BLOB NOT NULL DEFAULT x''; -- sealed: typed reasons; empty when there was no alert
