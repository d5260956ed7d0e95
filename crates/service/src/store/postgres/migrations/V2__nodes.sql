-- What the programs that serve the record at the same time share and nobody needs later: it may be lost with the server.

CREATE UNLOGGED TABLE heard (
    school  text    NOT NULL,
    sitting bytea   NOT NULL,
    seat    integer NOT NULL,
    at      bigint  NOT NULL, -- milliseconds since 1970
    wrote   bigint,
    PRIMARY KEY (school, sitting, seat)
);

ALTER TABLE heard ENABLE ROW LEVEL SECURITY;
ALTER TABLE heard FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON heard USING (
    school = substr(nullif(current_setting('sourcework.school', true), ''), 2));

-- Numbers the notices of what has changed, which programs send to each other.
CREATE SEQUENCE changes;

-- So many attempts may the record of a school hold before no more sittings can be opened; no limit where none is said.
ALTER TABLE schools ADD COLUMN most_attempts bigint;
