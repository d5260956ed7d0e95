-- The events of sittings: one class taking one quiz. What pupils answer stands in `events`.

CREATE TABLE sittings (
    school TEXT NOT NULL,
    sitting BLOB NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (school, sitting, seq)
) STRICT, WITHOUT ROWID;
