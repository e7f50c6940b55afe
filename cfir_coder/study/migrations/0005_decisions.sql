-- Who accepted or rejected which proposal of a machine. The proposal's own status is accepted when anybody accepted it.
CREATE TABLE decisions (
    proposal TEXT NOT NULL,      -- id of a machine's coding
    coder    TEXT NOT NULL REFERENCES coders (name),
    decision TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected')),
    memo     TEXT NOT NULL,      -- why, if told
    at       TEXT NOT NULL,
    PRIMARY KEY (proposal, coder)
) STRICT, WITHOUT ROWID;
