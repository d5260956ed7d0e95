-- The record of many schools. Every key begins with the school, so that the tables can be distributed by it, and every
-- table lets a transaction see the rows of one school alone: the one that it has named in the setting
-- `sourcework.school`. The setting holds the name after a `=`, because it is empty where a transaction has named no
-- school, and the school of a single computer has an empty name.

CREATE TABLE schools (
    school         text   NOT NULL PRIMARY KEY,
    sitting_events bigint NOT NULL DEFAULT 0, -- how many events its sittings have had
    rewritten      bigint NOT NULL DEFAULT 0  -- how often events of sittings were replaced or removed
);

-- The facts. Rows of these tables are added, and removed only where something is erased.

CREATE TABLE texts (
    school text  NOT NULL,
    hash   bytea NOT NULL,
    text   text  NOT NULL,
    PRIMARY KEY (school, hash)
);

-- Which attempts need a text: it goes with the last of them.
CREATE TABLE pinned (
    school  text   NOT NULL,
    hash    bytea  NOT NULL,
    attempt bigint NOT NULL,
    PRIMARY KEY (school, hash, attempt)
);

CREATE SEQUENCE attempt_numbers;

CREATE TABLE attempts (
    school   text   NOT NULL,
    number   bigint NOT NULL,
    id       bytea  NOT NULL,
    class    text   NOT NULL,
    student  text   NOT NULL,
    quiz     text   NOT NULL,
    began    bigint NOT NULL, -- milliseconds since 1970
    finished integer,         -- the place of the `finished` event; follows from the events
    PRIMARY KEY (school, number),
    UNIQUE (school, id)
);

CREATE INDEX attempts_open ON attempts (school, class, student, number) WHERE finished IS NULL;
CREATE INDEX attempts_began ON attempts (school, class, student, began, number);

-- Events are numbered in the order in which the record learned of them.
CREATE SEQUENCE event_numbers;

-- No foreign key to `attempts`: it would lock a row there for every answer. Only `append_events` adds rows.
CREATE TABLE events (
    school   text    NOT NULL,
    attempt  bigint  NOT NULL,
    seq      integer NOT NULL,
    number   bigint  NOT NULL,
    kind     text    NOT NULL,
    payload  text    NOT NULL,
    at       bigint  NOT NULL,
    checksum bytea   NOT NULL,
    PRIMARY KEY (school, attempt, seq)
);

CREATE TABLE settings (
    school  text NOT NULL,
    class   text NOT NULL,
    student text NOT NULL,
    name    text NOT NULL,
    value   text NOT NULL,
    PRIMARY KEY (school, class, student, name)
);

-- What is being written and has not been given as an answer.
CREATE TABLE drafts (
    school   text   NOT NULL,
    attempt  bigint NOT NULL,
    question text   NOT NULL,
    text     text   NOT NULL,
    PRIMARY KEY (school, attempt, question)
);

-- The events of sittings, and their places among all of the school.
CREATE TABLE sittings (
    school  text    NOT NULL,
    sitting bytea   NOT NULL,
    seq     integer NOT NULL,
    number  bigint  NOT NULL,
    event   text    NOT NULL,
    PRIMARY KEY (school, sitting, seq),
    UNIQUE (school, number)
);

-- What follows from the facts: the fold of all finished attempts of a student, up to the event `through`.
CREATE TABLE folds (
    school      text   NOT NULL,
    class       text   NOT NULL,
    student     text   NOT NULL,
    rules       text   NOT NULL,
    through     bigint NOT NULL,
    finished_at bigint NOT NULL,
    fold        text   NOT NULL,
    PRIMARY KEY (school, class, student)
);

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['texts', 'pinned', 'attempts', 'events', 'settings', 'drafts', 'sittings', 'folds'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
        EXECUTE format(
            'CREATE POLICY one_school ON %I USING (
                school = substr(nullif(current_setting(''sourcework.school'', true), ''''), 2))', one);
    END LOOP;
END
$$;

-- The names of the schools are seen by the commands that look after all of them, which say so in another setting.
ALTER TABLE schools ENABLE ROW LEVEL SECURITY;
ALTER TABLE schools FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON schools USING (
    school = substr(nullif(current_setting('sourcework.school', true), ''), 2)
    OR current_setting('sourcework.all_schools', true) = 'yes');

-- Adds batches of events, each of which continues an attempt or begins one, in one transaction. The arrays of the
-- batches and of their events stand side by side; the events of a batch follow each other, `firsts` says where they
-- begin. Batches come in the order of school and attempt, so that two programs never wait for each other.
-- The number of each attempt; 0 where it has gone on otherwise, and nothing of the batch was added.
CREATE FUNCTION append_events(
    schools text[], classes text[], students text[], ids bytea[], quizzes text[], firsts integer[], counts integer[],
    seqs integer[], kinds text[], payloads text[], ats bigint[], checksums bytea[],
    text_batches integer[], hashes bytea[], texts_of text[],
    locks boolean)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[] := '{}';
    here text;
    found_attempt record;
    attempt_number bigint;
    next_seq integer;
    first integer;
    last integer;
    same bigint;
BEGIN
    FOR batch IN 1 .. coalesce(cardinality(schools), 0) LOOP
        IF here IS DISTINCT FROM schools[batch] THEN
            here := schools[batch];
            PERFORM set_config('sourcework.school', '=' || here, true);
            INSERT INTO schools AS known (school) SELECT here
                WHERE NOT EXISTS (SELECT FROM schools WHERE school = here)
                ON CONFLICT DO NOTHING;
        END IF;
        IF locks THEN
            -- Nobody else adds to this attempt until the end of the transaction.
            PERFORM pg_advisory_xact_lock(('x' || encode(substr(ids[batch], 1, 8), 'hex'))::bit(64)::bigint);
        END IF;
        first := firsts[batch];
        last := first + counts[batch] - 1;
        SELECT number, class, student INTO found_attempt
            FROM attempts WHERE school = here AND id = ids[batch];
        attempt_number := found_attempt.number;
        next_seq := 0;
        IF attempt_number IS NOT NULL THEN
            SELECT coalesce(max(seq) + 1, 0) INTO next_seq
                FROM events WHERE school = here AND attempt = attempt_number;
        END IF;
        IF seqs[first] > next_seq OR (attempt_number IS NOT NULL
            AND (found_attempt.class <> classes[batch] OR found_attempt.student <> students[batch]))
        THEN
            numbers := numbers || 0::bigint;
            CONTINUE;
        END IF;
        IF seqs[first] < next_seq THEN
            SELECT count(*) INTO same
                FROM unnest(seqs[first:last], payloads[first:last], ats[first:last], checksums[first:last])
                    AS sent (seq, payload, at, checksum)
                JOIN events AS kept ON kept.school = here AND kept.attempt = attempt_number AND kept.seq = sent.seq
                WHERE kept.payload = sent.payload AND kept.at = sent.at AND kept.checksum = sent.checksum;
            IF same <> least(next_seq, seqs[last] + 1) - seqs[first] THEN
                numbers := numbers || 0::bigint;
                CONTINUE;
            END IF;
        END IF;
        IF attempt_number IS NULL THEN
            -- No text that this attempt needs is removed at the same time; see `remove_unused_texts`.
            PERFORM pg_advisory_xact_lock_shared(hashtextextended(here, 1));
            attempt_number := nextval('attempt_numbers');
            INSERT INTO pinned (school, hash, attempt)
                SELECT DISTINCT here, decode(file ->> 'text', 'hex'), attempt_number
                FROM json_array_elements(payloads[first]::json -> 'head' -> 'files') AS file;
            INSERT INTO attempts (school, number, id, class, student, quiz, began)
                VALUES (here, attempt_number, ids[batch], classes[batch], students[batch], quizzes[batch], ats[first]);
            INSERT INTO texts (school, hash, text)
                SELECT here, sent.hash, sent.text FROM unnest(text_batches, hashes, texts_of)
                    AS sent (batch_of, hash, text)
                WHERE sent.batch_of = batch
                ON CONFLICT DO NOTHING;
        END IF;
        FOR event IN first .. last LOOP
            CONTINUE WHEN seqs[event] < next_seq;
            IF locks AND kinds[event] IN ('finished', 'judged', 'remarked', 'admitted') THEN
                -- What changes the fold of a student is numbered in the order in which it is committed.
                PERFORM pg_advisory_xact_lock(
                    hashtextextended(concat_ws(E'\n', here, classes[batch], students[batch]), 0));
            END IF;
            INSERT INTO events (school, attempt, seq, number, kind, payload, at, checksum)
                VALUES (here, attempt_number, seqs[event], nextval('event_numbers'), kinds[event], payloads[event],
                    ats[event], checksums[event])
                ON CONFLICT DO NOTHING;
            IF kinds[event] = 'finished' THEN
                UPDATE attempts SET finished = seqs[event] WHERE school = here AND number = attempt_number;
            END IF;
        END LOOP;
        numbers := numbers || attempt_number;
    END LOOP;
    RETURN numbers;
END
$$;

-- Adds events to a sitting of a school, of which the first has the place `first_seq`. False where the sitting has other
-- events at these places, or lacks the events before them; then nothing is added.
CREATE FUNCTION append_sitting(in_school text, in_sitting bytea, first_seq integer, new_events text[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    next_seq integer;
    so_far bigint;
    added integer := 0;
BEGIN
    INSERT INTO schools (school) VALUES (in_school) ON CONFLICT DO NOTHING;
    -- Nobody else adds to the sittings of this school until the end of the transaction.
    SELECT sitting_events INTO so_far FROM schools WHERE school = in_school FOR UPDATE;
    SELECT coalesce(max(seq) + 1, 0) INTO next_seq
        FROM sittings WHERE school = in_school AND sitting = in_sitting;
    IF first_seq > next_seq OR EXISTS (
        SELECT FROM unnest(new_events) WITH ORDINALITY AS sent (event, place)
        JOIN sittings AS kept ON kept.school = in_school AND kept.sitting = in_sitting
            AND kept.seq = first_seq + sent.place - 1
        WHERE kept.event <> sent.event)
    THEN
        RETURN false;
    END IF;
    FOR place IN greatest(next_seq - first_seq, 0) + 1 .. coalesce(cardinality(new_events), 0) LOOP
        added := added + 1;
        INSERT INTO sittings (school, sitting, seq, number, event)
            VALUES (in_school, in_sitting, first_seq + place - 1, so_far + added, new_events[place]);
    END LOOP;
    UPDATE schools SET sitting_events = so_far + added WHERE school = in_school AND added > 0;
    RETURN true;
END
$$;

-- Removes texts that no attempt needs any more. Attempts that begin meanwhile wait until this transaction has ended.
CREATE FUNCTION remove_unused_texts(in_school text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(in_school, 1));
    DELETE FROM texts WHERE school = in_school AND NOT EXISTS (
        SELECT FROM pinned WHERE pinned.school = in_school AND pinned.hash = texts.hash);
END
$$;

-- Keeps a draft of an attempt that has had so many events. 0 where there is no such attempt; 1 where the draft is kept; 2
-- where more has happened in the attempt meanwhile, so that the draft comes too late.
CREATE FUNCTION keep_draft(
    in_school text, in_class text, in_student text, in_attempt bigint, in_question text, new_text text, had_events integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    attempt_id bytea;
BEGIN
    SELECT id INTO attempt_id FROM attempts
        WHERE school = in_school AND number = in_attempt AND class = in_class AND student = in_student;
    IF attempt_id IS NULL THEN
        RETURN 0;
    END IF;
    IF had_events IS NOT NULL THEN
        -- Nobody adds to this attempt until the end of the transaction.
        PERFORM pg_advisory_xact_lock(('x' || encode(substr(attempt_id, 1, 8), 'hex'))::bit(64)::bigint);
        IF had_events <> (SELECT count(*) FROM events WHERE school = in_school AND attempt = in_attempt) THEN
            RETURN 2;
        END IF;
    END IF;
    IF new_text IS NULL THEN
        DELETE FROM drafts WHERE school = in_school AND attempt = in_attempt AND question = in_question;
    ELSE
        INSERT INTO drafts (school, attempt, question, text)
            VALUES (in_school, in_attempt, in_question, new_text)
            ON CONFLICT (school, attempt, question) DO UPDATE SET text = excluded.text;
    END IF;
    RETURN 1;
END
$$;
