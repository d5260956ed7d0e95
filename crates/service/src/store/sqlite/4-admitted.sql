-- A teacher can take in an answer after an attempt has ended: that changes what it came to, too.

DROP INDEX events_concluding;
CREATE INDEX events_concluding ON events (student)
    WHERE kind IN ('finished', 'judged', 'remarked', 'admitted');
