-- For which codes a coder has looked at a text, where not for all of them; no row means all.
CREATE TABLE codes_looked_for (
    coder     TEXT NOT NULL REFERENCES coders (name),
    text_hash TEXT NOT NULL REFERENCES transcripts (hash),
    code      TEXT NOT NULL,
    PRIMARY KEY (coder, text_hash, code)
) STRICT, WITHOUT ROWID;
