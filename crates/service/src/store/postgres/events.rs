//! Reading the events of attempts.

use tokio_postgres::Row;

use super::{PATIENCE, Postgres, Value, names, student_of};
use crate::store::{
    Appended, Batch, EventNumber, Record, SittingsRead, StoreError, Visit, WithSittings,
};
use sourcework_core::identity::{
    AttemptId, Checksum, ContentHash, SchoolId, StudentKey, text_hash,
};
use sourcework_core::record::{AttemptNumber, EventRow, Text};

impl Record for Postgres {
    fn outlives_program(&self) -> bool {
        true
    }

    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        self.append_together(batches)
    }

    fn number_of(
        &self,
        student: &StudentKey,
        attempt: AttemptId,
    ) -> Result<Option<AttemptNumber>, StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT number FROM attempts
            WHERE school = $1 AND id = $2 AND class = $3 AND student = $4";
        let values = [&school.0 as Value<'_>, &&attempt.0[..], &class, &student];
        Ok(self.attempts(school, sql, &values)?.into_iter().next())
    }

    fn open_attempts(&self, student: &StudentKey) -> Result<Vec<AttemptNumber>, StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT number FROM attempts
            WHERE school = $1 AND class = $2 AND student = $3 AND finished IS NULL ORDER BY number";
        self.attempts(school, sql, &[&school.0, &class, &student])
    }

    fn students_with_open(&self, school: &SchoolId) -> Result<Vec<StudentKey>, StoreError> {
        let sql = "SELECT DISTINCT class, student FROM attempts
            WHERE school = $1 AND finished IS NULL ORDER BY class, student";
        let rows = self.rows(school, sql, &[&school.0])?;
        let students = rows.iter().map(|row| student_of(school, row));
        let students = students.collect::<Result<_, _>>();
        students.map_err(|cause| self.place.error(&cause))
    }

    fn latest(
        &self,
        student: &StudentKey,
        quiz: Option<&str>,
        most: usize,
    ) -> Result<Vec<AttemptNumber>, StoreError> {
        let (school, class, student) = names(student);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = "SELECT number FROM attempts
            WHERE school = $1 AND class = $2 AND student = $3 AND quiz = coalesce($4, quiz)
            ORDER BY began DESC, number DESC LIMIT $5";
        let values = [&school.0 as Value<'_>, &class, &student, &quiz, &most];
        self.attempts(school, sql, &values)
    }

    fn count(&self, student: &StudentKey) -> Result<(u64, u64), StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT count(DISTINCT attempts.number), count(events.seq)
            FROM attempts LEFT JOIN events ON events.school = attempts.school AND events.attempt = attempts.number
            WHERE attempts.school = $1 AND class = $2 AND student = $3";
        let rows = self.rows(school, sql, &[&school.0, &class, &student])?;
        let count = |at: usize| -> Result<u64, StoreError> {
            let count: i64 = self.value(&rows[0], at)?;
            Ok(count.unsigned_abs())
        };
        Ok((count(0)?, count(1)?))
    }

    fn text(&self, school: &SchoolId, hash: ContentHash) -> Result<Option<Text>, StoreError> {
        let sql = "SELECT text FROM texts WHERE school = $1 AND hash = $2";
        let rows = self.rows(school, sql, &[&school.0, &&hash.0[..]])?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let text: String = self.value(row, 0)?;
        match text_hash(&text) == hash {
            true => Ok(Some(Text { hash, text })),
            false => Err(StoreError::TextDamaged(hash)),
        }
    }

    fn visit(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT events.number, attempt, seq, kind, payload, at, checksum
            FROM events JOIN attempts ON attempts.school = events.school AND attempts.number = attempt
            WHERE events.school = $1 AND attempt = $2 AND class = $3 AND student = $4 ORDER BY seq";
        let rows = self.rows(school, sql, &[&school.0, &attempt.0, &class, &student])?;
        self.visit_rows(&rows, visit).map(drop)
    }

    fn visit_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
        most: usize,
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        let (school, class, student) = names(student);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = "SELECT events.number, attempt, seq, kind, payload, at, checksum
            FROM events JOIN attempts ON attempts.school = events.school AND attempts.number = attempt
            WHERE events.school = $1 AND class = $2 AND student = $3 AND events.number > $4
            ORDER BY events.number LIMIT $5";
        let values = [&school.0 as Value<'_>, &class, &student, &after.0, &most];
        let rows = self.rows(school, sql, &values)?;
        self.visit_rows(&rows, visit)
    }

    fn finished_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        // The place is where the attempt was finished: each event is found by its key.
        self.concluding(student, "events.seq = attempts.finished", after)
    }

    fn amended_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let amends =
            "events.seq > attempts.finished AND kind IN ('judged', 'remarked', 'admitted')";
        self.concluding(student, amends, after)
    }
}

impl Postgres {
    /// The attempts that a query gives.
    fn attempts(
        &self,
        school: &SchoolId,
        sql: &str,
        values: &super::Values<'_>,
    ) -> Result<Vec<AttemptNumber>, StoreError> {
        let rows = self.rows(school, sql, values)?;
        let numbers = rows.iter().map(|row| self.value(row, 0).map(AttemptNumber));
        numbers.collect()
    }

    /// Events of a student's attempts that change what these came to, after one of them.
    fn concluding(
        &self,
        student: &StudentKey,
        which: &str,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let (school, class, student) = names(student);
        let sql = format!(
            "SELECT events.number, attempt
            FROM attempts JOIN events ON events.school = attempts.school AND attempt = attempts.number
            WHERE attempts.school = $1 AND class = $2 AND student = $3 AND events.number > $4 AND {which}
            ORDER BY events.number"
        );
        let values = [&school.0 as Value<'_>, &class, &student, &after.0];
        let rows = self.rows(school, &sql, &values)?;
        let found = rows.iter().map(|row| {
            let number = EventNumber(self.value(row, 0)?);
            Ok((number, AttemptNumber(self.value(row, 1)?)))
        });
        found.collect()
    }

    /// Visits the events of an attempt that come after the known ones. Returns what else the record has of the attempt, and
    /// how far the sittings of its school have come.
    pub(super) fn visit_whole_attempt(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        known: Option<(u32, Checksum)>,
        visit: Visit<'_>,
    ) -> Result<WithSittings, StoreError> {
        let (school, class, student) = names(student);
        let known_events = known.map(|(events, _)| i32::try_from(events).unwrap_or(i32::MAX));
        let checksum = known.as_ref().map(|(_, checksum)| &checksum.0[..]);
        // The function names the school itself: this is one statement without a transaction around it.
        let sql = "SELECT * FROM whole_attempt($1, $2, $3, $4, $5, $6)";
        let values = [
            &school.0 as Value<'_>,
            &class,
            &student,
            &attempt.0,
            &known_events,
            &checksum,
        ];
        let rows = self.with(PATIENCE, &async |connection| {
            let statement = connection.prepare_cached(sql).await?;
            Ok(connection.query(&statement, &values).await?)
        })?;
        let Some(first) = rows.first() else {
            return Ok(WithSittings::default()); // the school is not known
        };
        let mut whole = WithSittings {
            sittings: SittingsRead {
                through: self.value::<i64>(first, 9)?.unsigned_abs(),
                rewritten: self.value::<i64>(first, 10)?.unsigned_abs(),
            },
            ..WithSittings::default()
        };
        if self.value::<Option<i64>>(first, 1)?.is_none() {
            return Ok(whole); // there is no such attempt
        }
        whole.follows_known = self.value(first, 11)?;
        whole.beside.is_open = self.value(first, 7)?;
        let drafts = self.value::<Option<&str>>(first, 8)?;
        let drafts = drafts.and_then(|drafts| serde_json::from_str(drafts).ok());
        whole.beside.drafts = drafts.unwrap_or_default();
        if self.value::<Option<i64>>(first, 0)?.is_some() {
            self.visit_rows(&rows, visit)?;
        }
        Ok(whole)
    }

    fn visit_rows(
        &self,
        rows: &[Row],
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        let mut last = None;
        for row in rows {
            let number = EventNumber(self.value(row, 0)?);
            let seq: i32 = self.value(row, 2)?;
            let checksum: &[u8] = self.value(row, 6)?;
            let wrong = |what: &str| {
                self.place
                    .damaged(format!("{what} of an event cannot be one"))
            };
            let event = EventRow {
                attempt: AttemptNumber(self.value(row, 1)?),
                seq: u32::try_from(seq).map_err(|_| wrong("the place"))?,
                kind: self.value(row, 3)?,
                payload: self.value(row, 4)?,
                at: self.value(row, 5)?,
                checksum: Checksum(checksum.try_into().map_err(|_| wrong("the checksum"))?),
            };
            visit(number, event)?;
            last = Some(number);
        }
        Ok(last)
    }

    /// A value of a row.
    pub(super) fn value<'r, T: tokio_postgres::types::FromSql<'r>>(
        &self,
        row: &'r Row,
        at: usize,
    ) -> Result<T, StoreError> {
        row.try_get(at).map_err(|cause| self.place.error(&cause))
    }
}
