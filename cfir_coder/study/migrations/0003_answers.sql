-- What a language model answered, so that nothing is asked twice and a run that was cut off goes on.
CREATE TABLE answers (
    key    TEXT PRIMARY KEY,     -- SHA-256 of endpoint, model, prompt and settings
    answer TEXT NOT NULL,        -- JSON
    at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
