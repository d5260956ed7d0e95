-- What a page of an attempt needs, in one statement and one round trip.

-- An attempt, event by event, with how much there is to read of the sittings of its school. Where it has `known_events`
-- events up to one with `known_checksum`, these are left out. What else there is stands in every row, and the drafts, by
-- question, in the first. One row without an event where there are none to read; without the attempt where the school has
-- no such attempt of this student.
CREATE FUNCTION whole_attempt(
    in_school text, in_class text, in_student text, in_attempt bigint, known_events integer, known_checksum bytea)
RETURNS TABLE (
    number bigint, attempt bigint, seq integer, kind text, payload text, at bigint, checksum bytea,
    is_open boolean, drafts text, sitting_events bigint, rewritten bigint, follows_known boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    first_seq integer := 0;
BEGIN
    PERFORM set_config('sourcework.school', '=' || in_school, true);
    IF EXISTS (SELECT FROM events
        WHERE school = in_school AND attempt = in_attempt AND seq = known_events - 1 AND checksum = known_checksum)
    THEN
        first_seq := known_events;
    END IF;
    RETURN QUERY
        SELECT events.number, attempts.number, events.seq, events.kind, events.payload, events.at, events.checksum,
            attempts.finished IS NULL,
            CASE WHEN coalesce(events.seq, first_seq) = first_seq THEN (
                SELECT json_object_agg(question, text)::text FROM drafts
                WHERE drafts.school = in_school AND drafts.attempt = in_attempt) END,
            schools.sitting_events, schools.rewritten, first_seq > 0
        FROM schools
        LEFT JOIN attempts ON attempts.school = schools.school AND attempts.number = in_attempt
            AND attempts.class = in_class AND attempts.student = in_student
        LEFT JOIN events ON events.school = attempts.school AND events.attempt = attempts.number
            AND events.seq >= first_seq
        WHERE schools.school = in_school ORDER BY events.seq;
END
$$;

-- Adds batches of events as `append_events` without the last parameter does, and lets the draft go that has become
-- an answer with a batch. Nobody keeps a draft of these attempts until the end of the transaction.
CREATE FUNCTION append_events(
    schools text[], classes text[], students text[], ids bytea[], quizzes text[], firsts integer[], counts integer[],
    seqs integer[], kinds text[], payloads text[], ats bigint[], checksums bytea[],
    text_batches integer[], hashes bytea[], texts_of text[],
    locks boolean, ends_drafts text[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[] := append_events(
        schools, classes, students, ids, quizzes, firsts, counts, seqs, kinds, payloads, ats, checksums,
        text_batches, hashes, texts_of, locks);
BEGIN
    FOR batch IN 1 .. coalesce(cardinality(schools), 0) LOOP
        CONTINUE WHEN ends_drafts[batch] IS NULL OR numbers[batch] = 0;
        PERFORM set_config('sourcework.school', '=' || schools[batch], true);
        DELETE FROM drafts
            WHERE school = schools[batch] AND attempt = numbers[batch] AND question = ends_drafts[batch];
    END LOOP;
    RETURN numbers;
END
$$;
