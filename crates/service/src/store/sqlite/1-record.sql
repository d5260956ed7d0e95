-- "swrk": so that a database of another program is not taken for a record.
PRAGMA application_id = 0x7377726b;

-- Whose rows are whose. All three names are empty where one person uses the record.

CREATE TABLE students (
    number  INTEGER PRIMARY KEY,
    school  TEXT NOT NULL,
    class   TEXT NOT NULL,
    student TEXT NOT NULL,
    UNIQUE (school, class, student)
) STRICT;

-- The facts. Rows of these tables are added, and removed only by `record erase`.

CREATE TABLE texts (
    hash BLOB PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    number   INTEGER PRIMARY KEY AUTOINCREMENT, -- the number of an erased attempt is not used again
    id       BLOB NOT NULL UNIQUE,
    student  INTEGER NOT NULL REFERENCES students (number),
    quiz     TEXT NOT NULL,
    began    INTEGER NOT NULL,
    finished INTEGER              -- the place of the `finished` event; follows from the events
) STRICT;

CREATE INDEX attempts_open ON attempts (student, number) WHERE finished IS NULL;
CREATE INDEX attempts_began ON attempts (student, began, number);
CREATE INDEX attempts_quiz ON attempts (student, quiz, began, number);

CREATE TABLE events (
    number   INTEGER PRIMARY KEY,
    student  INTEGER NOT NULL,
    attempt  INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    payload  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (attempt, seq)
) STRICT;

-- The events that change what a finished attempt came to.
CREATE INDEX events_concluding ON events (student)
    WHERE kind IN ('finished', 'judged', 'remarked');

CREATE TABLE settings (
    student INTEGER NOT NULL REFERENCES students (number),
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (student, name)
) STRICT, WITHOUT ROWID;

-- What is being written and has not been given as an answer.
CREATE TABLE drafts (
    student  INTEGER NOT NULL,
    attempt  INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
    question TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (attempt, question)
) STRICT, WITHOUT ROWID;

-- What follows from the facts: the fold of all finished attempts of a student, up to the event
-- `through`.

CREATE TABLE fold (
    student     INTEGER PRIMARY KEY REFERENCES students (number),
    rules       TEXT NOT NULL,
    through     INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    answers     INTEGER NOT NULL
) STRICT;

CREATE TABLE items (
    student    INTEGER NOT NULL REFERENCES students (number),
    question   TEXT NOT NULL,
    content    BLOB NOT NULL,
    skill      TEXT NOT NULL,
    stability  REAL NOT NULL,
    difficulty REAL NOT NULL,
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    reviews    INTEGER NOT NULL,
    lapses     INTEGER NOT NULL,
    shares     REAL NOT NULL,
    last_share REAL NOT NULL,
    seconds    REAL NOT NULL,
    edits      INTEGER NOT NULL,
    PRIMARY KEY (student, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE skills (
    student   INTEGER NOT NULL REFERENCES students (number),
    skill     TEXT NOT NULL,
    successes REAL NOT NULL,
    failures  REAL NOT NULL,
    day       INTEGER NOT NULL,
    answers   INTEGER NOT NULL,
    PRIMARY KEY (student, skill)
) STRICT, WITHOUT ROWID;

CREATE TABLE days (
    student   INTEGER NOT NULL REFERENCES students (number),
    day       INTEGER NOT NULL,
    answers   INTEGER NOT NULL,
    awarded   INTEGER NOT NULL,
    available INTEGER NOT NULL,
    PRIMARY KEY (student, day)
) STRICT, WITHOUT ROWID;
