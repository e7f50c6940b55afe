-- Which stretches of a text a person has looked at, where not (or not yet) all of it; and remarks on them.
CREATE TABLE segments (
    coder     TEXT NOT NULL REFERENCES coders (name),
    text_hash TEXT NOT NULL REFERENCES transcripts (hash),
    start     INTEGER NOT NULL CHECK (start >= 0),
    "end"     INTEGER NOT NULL CHECK ("end" > start),
    done      INTEGER NOT NULL CHECK (done IN (0, 1)),
    memo      TEXT NOT NULL,
    PRIMARY KEY (coder, text_hash, start, "end")
) STRICT, WITHOUT ROWID;
