-- code_stock holds the 住民票コード that the city was given to allot. They are allotted
-- at random; what is left of one that was is its hash, so that it is never taken in again.
CREATE TABLE code_stock (
    n          INTEGER NOT NULL PRIMARY KEY,
    code_index BLOB    NOT NULL UNIQUE,
    sealed     BLOB    -- NULL once it was allotted
) STRICT;
CREATE INDEX code_stock_left ON code_stock (n) WHERE sealed IS NOT NULL;

-- Who had a number before is looked for, too.
CREATE INDEX past_numbers_number ON past_numbers (number_index) WHERE number_index IS NOT NULL;
CREATE INDEX past_numbers_code ON past_numbers (code_index) WHERE code_index IS NOT NULL;

-- number_requests holds who waits for a 個人番号: a newborn for the first, others for
-- another. The CS role asks for them; a row goes when the number has come.
CREATE TABLE number_requests (
    resident     INTEGER NOT NULL PRIMARY KEY REFERENCES residents (n) DEFERRABLE INITIALLY DEFERRED,
    requested_on TEXT    NOT NULL, -- 処理日
    entry        TEXT    NOT NULL
) STRICT;
