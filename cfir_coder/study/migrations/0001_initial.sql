-- A study: texts, people, codebooks, coders, what was coded, by which run, and the log of every change.
CREATE TABLE transcripts (
    hash     TEXT PRIMARY KEY,   -- SHA-256 of the canonical text
    document TEXT NOT NULL,      -- the file's name, for people
    text     TEXT NOT NULL,      -- the canonical text, into which every offset points
    form     TEXT NOT NULL,      -- JSON: format, encoding, kind, speakers, turns, attributes, warnings
    current  INTEGER NOT NULL DEFAULT 1 CHECK (current IN (0, 1))  -- 0: a newer text of that name was read
) STRICT;
CREATE INDEX transcripts_by_document ON transcripts (document);

CREATE TABLE participants (
    id    TEXT PRIMARY KEY,
    told  TEXT NOT NULL          -- JSON: site, role, attributes, transcripts
) STRICT;

CREATE TABLE codebooks (
    hash    TEXT PRIMARY KEY,
    id      TEXT NOT NULL,
    version TEXT NOT NULL,
    content TEXT NOT NULL        -- JSON
) STRICT;

CREATE TABLE coders (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('human', 'machine', 'consensus'))
) STRICT;

CREATE TABLE runs (
    id            INTEGER PRIMARY KEY,
    coder         TEXT NOT NULL REFERENCES coders (name),
    codebook      TEXT NOT NULL REFERENCES codebooks (hash),
    started_at    TEXT NOT NULL,
    finished_at   TEXT NOT NULL,
    version       TEXT NOT NULL, -- of cfir
    options       TEXT NOT NULL, -- JSON
    text_hashes   TEXT NOT NULL  -- JSON: document by hash
) STRICT;

CREATE TABLE coverage (
    coder     TEXT NOT NULL REFERENCES coders (name),
    text_hash TEXT NOT NULL REFERENCES transcripts (hash),
    codebook  TEXT NOT NULL REFERENCES codebooks (hash),
    PRIMARY KEY (coder, text_hash, codebook)
) STRICT, WITHOUT ROWID;

CREATE TABLE codings (
    id         TEXT PRIMARY KEY, -- of document text, span, code and coder
    text_hash  TEXT NOT NULL REFERENCES transcripts (hash),
    document   TEXT NOT NULL,
    start      INTEGER NOT NULL CHECK (start >= 0),
    "end"      INTEGER NOT NULL CHECK ("end" > start),
    quote      TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    suffix     TEXT NOT NULL,
    speaker    TEXT NOT NULL,
    turn       INTEGER,
    code       TEXT NOT NULL,
    valence    TEXT CHECK (valence IN ('facilitator', 'barrier', 'mixed', 'neutral')),
    strength   INTEGER CHECK (strength BETWEEN -2 AND 2),
    coder      TEXT NOT NULL REFERENCES coders (name),
    coder_kind TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('proposed', 'accepted', 'rejected')),
    confidence REAL CHECK (confidence BETWEEN 0 AND 1),
    evidence   TEXT NOT NULL,    -- JSON
    memo       TEXT NOT NULL,
    codebook   TEXT NOT NULL,    -- label: id, version, first digits of the hash
    created_at TEXT
) STRICT;
CREATE INDEX codings_by_text ON codings (text_hash, coder);

CREATE TABLE themes (
    coder   TEXT NOT NULL REFERENCES coders (name),
    place   INTEGER NOT NULL,    -- rank, from 0
    content TEXT NOT NULL,       -- JSON: a candidate theme
    PRIMARY KEY (coder, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE theme_decisions (
    theme    TEXT PRIMARY KEY,   -- id of a candidate theme
    decision TEXT NOT NULL CHECK (decision IN ('adopted', 'merged', 'rejected')),
    into_code TEXT NOT NULL,     -- the code that it became or went into; empty when rejected
    by       TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

CREATE TABLE log (
    id     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,
    before TEXT,                 -- JSON
    after  TEXT                  -- JSON
) STRICT;
CREATE TRIGGER log_keeps_what_was BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER log_keeps_all BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
