SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.append_events(schools text[], classes text[], students text[], ids bytea[], quizzes text[], firsts integer[], counts integer[], seqs integer[], kinds text[], payloads text[], ats bigint[], checksums bytea[], text_batches integer[], hashes bytea[], texts_of text[], locks boolean) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.append_sitting(in_school text, in_sitting bytea, first_seq integer, new_events text[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.keep_draft(in_school text, in_class text, in_student text, in_attempt bigint, in_question text, new_text text, had_events integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.remove_unused_texts(in_school text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(in_school, 1));
    DELETE FROM texts WHERE school = in_school AND NOT EXISTS (
        SELECT FROM pinned WHERE pinned.school = in_school AND pinned.hash = texts.hash);
END
$$;
CREATE SEQUENCE public.attempt_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.attempts (
    school text NOT NULL,
    number bigint NOT NULL,
    id bytea NOT NULL,
    class text NOT NULL,
    student text NOT NULL,
    quiz text NOT NULL,
    began bigint NOT NULL,
    finished integer
);
ALTER TABLE ONLY public.attempts FORCE ROW LEVEL SECURITY;
CREATE TABLE public.drafts (
    school text NOT NULL,
    attempt bigint NOT NULL,
    question text NOT NULL,
    text text NOT NULL
);
ALTER TABLE ONLY public.drafts FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE public.event_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.events (
    school text NOT NULL,
    attempt bigint NOT NULL,
    seq integer NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL,
    at bigint NOT NULL,
    checksum bytea NOT NULL
);
ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;
CREATE TABLE public.folds (
    school text NOT NULL,
    class text NOT NULL,
    student text NOT NULL,
    rules text NOT NULL,
    through bigint NOT NULL,
    finished_at bigint NOT NULL,
    fold text NOT NULL
);
ALTER TABLE ONLY public.folds FORCE ROW LEVEL SECURITY;
CREATE TABLE public.pinned (
    school text NOT NULL,
    hash bytea NOT NULL,
    attempt bigint NOT NULL
);
ALTER TABLE ONLY public.pinned FORCE ROW LEVEL SECURITY;
CREATE TABLE public.refinery_schema_history (
    version integer NOT NULL,
    name character varying(255),
    applied_on character varying(255),
    checksum character varying(255)
);
CREATE TABLE public.schools (
    school text NOT NULL,
    sitting_events bigint DEFAULT 0 NOT NULL,
    rewritten bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.schools FORCE ROW LEVEL SECURITY;
CREATE TABLE public.settings (
    school text NOT NULL,
    class text NOT NULL,
    student text NOT NULL,
    name text NOT NULL,
    value text NOT NULL
);
ALTER TABLE ONLY public.settings FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sittings (
    school text NOT NULL,
    sitting bytea NOT NULL,
    seq integer NOT NULL,
    number bigint NOT NULL,
    event text NOT NULL
);
ALTER TABLE ONLY public.sittings FORCE ROW LEVEL SECURITY;
CREATE TABLE public.texts (
    school text NOT NULL,
    hash bytea NOT NULL,
    text text NOT NULL
);
ALTER TABLE ONLY public.texts FORCE ROW LEVEL SECURITY;
INSERT INTO public.attempts VALUES ('', 1, '\xca978112ca1bbdcafac231b39a23dc4d', '', '', 'quiz-0', 1728000000000, 3);
INSERT INTO public.attempts VALUES ('', 2, '\x3e23e8160039594a33894f6564e1b134', '', '', 'quiz-1', 1728172800000, NULL);
INSERT INTO public.attempts VALUES ('', 3, '\x2e7d2c03a9507ae265ecf5b5356885a5', '', '', 'quiz-0', 1728086400000, 3);
INSERT INTO public.attempts VALUES ('hill', 4, '\x074f37062561f4fa72aa9412b58bc49d', '043a718774c572bd8a25adbeb1bfcd5c', '1', 'quiz-0', 1728000000000, NULL);
INSERT INTO public.drafts VALUES ('hill', 4, 'question-1', 'He fears');
INSERT INTO public.events VALUES ('', 1, 0, 1, 'opened', '{"action":"opened","version":3,"quiz":"quiz-0","content":"00000000000000000000000000000000","mode":"practice","certainty":false,"retry":false,"judge":"student","items":[{"question":"question-0","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"comprehension","available":4,"orders":[]},{"question":"question-1","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"inference","available":4,"orders":[]}],"head":{"attempt":"ca978112ca1bbdcafac231b39a23dc4d","offset":60,"program":"0.1.0","algorithm":"FSRS-6 (fsrs 6.6.2)","files":[{"kind":"quiz","id":"quiz","text":"0a9fa44cfe3e274036eaea6425c0033f"}]}}', 1728000000000, '\x12d8597f9abf2e7e9023a0da3a0fb9ff');
INSERT INTO public.events VALUES ('', 1, 1, 2, 'answered', '{"action":"answered","question":"question-0","answer":{"text":"the answer to 0"},"earned":{"awarded":4,"available":4,"basis":"exact"}}', 1728000020000, '\x04f6251caf84dbec5f8f817fee1c77b6');
INSERT INTO public.events VALUES ('', 1, 2, 3, 'answered', '{"action":"answered","question":"question-1","answer":{"text":"the answer to 1"},"earned":{"awarded":1,"available":4,"basis":"exact"}}', 1728000040000, '\xbf77c9183cbb02caa440ce898dbc1452');
INSERT INTO public.events VALUES ('', 1, 3, 4, 'finished', '{"action":"finished"}', 1728000060000, '\x271cdfc68071f6528833e99e50e254e4');
INSERT INTO public.events VALUES ('', 2, 0, 5, 'opened', '{"action":"opened","version":3,"quiz":"quiz-1","content":"00000000000000000000000000000000","mode":"practice","certainty":false,"retry":false,"judge":"student","items":[{"question":"question-0","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"comprehension","available":4,"orders":[]},{"question":"question-1","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"inference","available":4,"orders":[]}],"head":{"attempt":"3e23e8160039594a33894f6564e1b134","offset":60,"program":"0.1.0","algorithm":"FSRS-6 (fsrs 6.6.2)","files":[{"kind":"quiz","id":"quiz","text":"0a9fa44cfe3e274036eaea6425c0033f"}]}}', 1728172800000, '\x12d8e427da78afd636428d329a9e6ec6');
INSERT INTO public.events VALUES ('', 2, 1, 6, 'answered', '{"action":"answered","question":"question-0","answer":{"text":"the answer to 0"},"earned":{"awarded":4,"available":4,"basis":"exact"}}', 1728172820000, '\x3505e2812db33fbee835a7582b2fd25b');
INSERT INTO public.events VALUES ('', 2, 2, 7, 'answered', '{"action":"answered","question":"question-1","answer":{"text":"the answer to 1"},"earned":{"awarded":1,"available":4,"basis":"exact"}}', 1728172840000, '\x0e0e36822c3e0370640e144cf405e1f5');
INSERT INTO public.events VALUES ('', 3, 0, 8, 'opened', '{"action":"opened","version":3,"quiz":"quiz-0","content":"00000000000000000000000000000000","mode":"practice","certainty":false,"retry":false,"judge":"student","items":[{"question":"question-0","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"comprehension","available":4,"orders":[]},{"question":"question-1","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"inference","available":4,"orders":[]}],"head":{"attempt":"2e7d2c03a9507ae265ecf5b5356885a5","offset":60,"program":"0.1.0","algorithm":"FSRS-6 (fsrs 6.6.2)","files":[{"kind":"quiz","id":"quiz","text":"0a9fa44cfe3e274036eaea6425c0033f"}]}}', 1728086400000, '\x56e75477e8b7068e1964ab04b925fc38');
INSERT INTO public.events VALUES ('', 3, 1, 9, 'answered', '{"action":"answered","question":"question-0","answer":{"text":"the answer to 0"},"earned":{"awarded":4,"available":4,"basis":"exact"}}', 1728086420000, '\x12832a113d95b9215e6383d6f70d7387');
INSERT INTO public.events VALUES ('', 3, 2, 10, 'answered', '{"action":"answered","question":"question-1","answer":{"text":"the answer to 1"},"earned":{"awarded":1,"available":4,"basis":"exact"}}', 1728086440000, '\xc583ea208e4aa0ddd64f9cfeb32d1f77');
INSERT INTO public.events VALUES ('', 3, 3, 11, 'finished', '{"action":"finished"}', 1728086460000, '\xbd97f9c95f4e009141da296facc11d65');
INSERT INTO public.events VALUES ('hill', 4, 0, 12, 'opened', '{"action":"opened","version":3,"quiz":"quiz-0","content":"00000000000000000000000000000000","mode":"practice","certainty":false,"retry":false,"judge":"student","items":[{"question":"question-0","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"comprehension","available":4,"orders":[]},{"question":"question-1","asked":"00000000000000000000000000000000","content":"00000000000000000000000000000000","kind":"short-answer","skill":"inference","available":4,"orders":[]}],"head":{"attempt":"074f37062561f4fa72aa9412b58bc49d","student":{"school":"hill","class":"043a718774c572bd8a25adbeb1bfcd5c","student":"1"},"offset":60,"program":"0.1.0","algorithm":"FSRS-6 (fsrs 6.6.2)","files":[{"kind":"quiz","id":"quiz","text":"0a9fa44cfe3e274036eaea6425c0033f"}]}}', 1728000000000, '\x47f25afc295bb89ad8db438d6359b54f');
INSERT INTO public.events VALUES ('hill', 4, 1, 13, 'answered', '{"action":"answered","question":"question-0","answer":{"text":"the answer to 0"},"earned":{"awarded":4,"available":4,"basis":"exact"}}', 1728000020000, '\xeb34546d0dac4abbd7fef92b7f40d984');
INSERT INTO public.events VALUES ('hill', 4, 2, 14, 'answered', '{"action":"answered","question":"question-1","answer":{"text":"the answer to 1"},"earned":{"awarded":1,"available":4,"basis":"exact"}}', 1728000040000, '\x07945221587289676c61bfc39869c247');
INSERT INTO public.folds VALUES ('', '', '', 'FSRS-6 (fsrs 6.6.2); 60,85; 2; 0.212,1.2931,2.3065,8.2956,6.4133,0.8334,3.0194,0.001,1.8722,0.1666,0.796,1.4835,0.0614,0.2629,1.6483,0.6014,1.8729,0.5425,0.0912,0.0658,0.1542', 11, 1728086460000, '{"items":{"quiz-0/question-0":{"content":"00000000000000000000000000000000","skill":"comprehension","memory":{"stability":7.3153,"difficulty":2.1112142},"first":20000,"last":20001,"reviews":2,"lapses":0,"failures":0,"rests":0,"shares":2.0,"last_share":1.0,"seconds":20.0,"edits":0},"quiz-0/question-1":{"content":"00000000000000000000000000000000","skill":"inference","memory":{"stability":0.10088589,"difficulty":8.806304},"first":20000,"last":20001,"reviews":2,"lapses":2,"failures":2,"rests":0,"shares":0.5,"last_share":0.25,"seconds":20.0,"edits":0}},"skills":[{"successes":1.977159968434246,"failures":0.0,"day":20001,"answers":2},{"successes":0.4942899921085615,"failures":1.4828699763256843,"day":20001,"answers":2},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0},{"successes":0.0,"failures":0.0,"day":0,"answers":0}],"days":{"20000":{"answers":2,"awarded":5,"available":8},"20001":{"answers":2,"awarded":5,"available":8}},"predictions":[{"11":{"answers":1,"recalled":0,"predicted":766196},"16":{"answers":1,"recalled":1,"predicted":946847}}],"attempts":2,"answers":4}');
INSERT INTO public.pinned VALUES ('', '\x0a9fa44cfe3e274036eaea6425c0033f', 1);
INSERT INTO public.pinned VALUES ('', '\x0a9fa44cfe3e274036eaea6425c0033f', 2);
INSERT INTO public.pinned VALUES ('', '\x0a9fa44cfe3e274036eaea6425c0033f', 3);
INSERT INTO public.pinned VALUES ('hill', '\x0a9fa44cfe3e274036eaea6425c0033f', 4);
INSERT INTO public.refinery_schema_history VALUES (1, 'record', '2026-11-27T02:25:49.094256456Z', '8726397561369000946');
INSERT INTO public.schools VALUES ('', 0, 0);
INSERT INTO public.schools VALUES ('hill', 1, 0);
INSERT INTO public.settings VALUES ('', '', '', 'exam', '2027-05-20');
INSERT INTO public.sittings VALUES ('hill', '\x043a718774c572bd8a25adbeb1bfcd5c', 0, 1, '{"at":"1970-01-01T00:00:00Z","action":"paused"}');
INSERT INTO public.texts VALUES ('', '\x0a9fa44cfe3e274036eaea6425c0033f', 'title = "A quiz"
');
INSERT INTO public.texts VALUES ('hill', '\x0a9fa44cfe3e274036eaea6425c0033f', 'title = "A quiz"
');
SELECT pg_catalog.setval('public.attempt_numbers', 4, true);
SELECT pg_catalog.setval('public.event_numbers', 14, true);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (school, number);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_school_id_key UNIQUE (school, id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (school, attempt, question);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (school, attempt, seq);
ALTER TABLE ONLY public.folds
    ADD CONSTRAINT folds_pkey PRIMARY KEY (school, class, student);
ALTER TABLE ONLY public.pinned
    ADD CONSTRAINT pinned_pkey PRIMARY KEY (school, hash, attempt);
ALTER TABLE ONLY public.refinery_schema_history
    ADD CONSTRAINT refinery_schema_history_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.schools
    ADD CONSTRAINT schools_pkey PRIMARY KEY (school);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (school, class, student, name);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_pkey PRIMARY KEY (school, sitting, seq);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_school_number_key UNIQUE (school, number);
ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_pkey PRIMARY KEY (school, hash);
CREATE INDEX attempts_began ON public.attempts USING btree (school, class, student, began, number);
CREATE INDEX attempts_open ON public.attempts USING btree (school, class, student, number) WHERE (finished IS NULL);
ALTER TABLE public.attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.folds ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_school ON public.attempts USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.drafts USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.events USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.folds USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.pinned USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.schools USING (((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)) OR (current_setting('sourcework.all_schools'::text, true) = 'yes'::text)));
CREATE POLICY one_school ON public.settings USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.sittings USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
CREATE POLICY one_school ON public.texts USING ((school = substr(NULLIF(current_setting('sourcework.school'::text, true), ''::text), 2)));
ALTER TABLE public.pinned ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.schools ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sittings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.texts ENABLE ROW LEVEL SECURITY;
