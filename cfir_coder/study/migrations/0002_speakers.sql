-- What people say of a transcript's speakers, and who agreed with whom.
CREATE TABLE speaker_corrections (
    document TEXT NOT NULL,      -- the file's name
    label    TEXT NOT NULL,      -- as it stands in the file
    told     TEXT NOT NULL,      -- interviewer, participant, unknown, or a participant's id
    PRIMARY KEY (document, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE endorsements (
    text_hash   TEXT NOT NULL REFERENCES transcripts (hash),
    turn        INTEGER NOT NULL,  -- of the bare agreement
    speaker     TEXT NOT NULL,
    participant TEXT NOT NULL,     -- empty when nobody is known by the label
    endorsed    INTEGER NOT NULL,  -- the turn agreed with
    PRIMARY KEY (text_hash, turn)
) STRICT, WITHOUT ROWID;
