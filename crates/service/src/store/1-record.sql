-- The facts. Rows of these tables are added, and removed only by `record erase`.

CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- the number of an erased attempt is not used again
    name    TEXT NOT NULL UNIQUE,
    student TEXT NOT NULL,
    class   TEXT NOT NULL,
    quiz    TEXT NOT NULL,
    began   INTEGER NOT NULL,
    ended   INTEGER              -- follows from the events, as all above does
) STRICT;

CREATE INDEX attempts_open ON attempts (id) WHERE ended IS NULL;
CREATE INDEX attempts_began ON attempts (began, id);
CREATE INDEX attempts_quiz ON attempts (quiz, began, id);

CREATE TABLE events (
    id      INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    payload TEXT NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (attempt, seq)
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What follows from them: the fold of all finished attempts, up to the event `through`.

CREATE TABLE fold (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    rules       TEXT NOT NULL,
    through     INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    answers     INTEGER NOT NULL
) STRICT;

CREATE TABLE items (
    question   TEXT PRIMARY KEY,
    content    TEXT NOT NULL,
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
    edits      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE skills (
    skill     TEXT PRIMARY KEY,
    successes REAL NOT NULL,
    failures  REAL NOT NULL,
    day       INTEGER NOT NULL,
    answers   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE days (
    day       INTEGER PRIMARY KEY,
    answers   INTEGER NOT NULL,
    awarded   INTEGER NOT NULL,
    available INTEGER NOT NULL
) STRICT;
