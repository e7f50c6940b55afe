-- What was learned from the study's own coders; the newest of an encoder is used.
CREATE TABLE learned (
    id      INTEGER PRIMARY KEY,
    encoder TEXT NOT NULL,       -- SHA-256 of the network whose vectors it was learned on
    content TEXT NOT NULL,       -- JSON: arrays, settings, provenance, report
    at      TEXT NOT NULL
) STRICT;
