-- Reviews and submissions are looked at afterwards by when they were made: slips, and how
-- long reviewers looked.
CREATE INDEX reviews_at ON reviews (reviewed_at);
CREATE INDEX submissions_at ON submissions (written_at);
