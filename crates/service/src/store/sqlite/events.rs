//! The events of attempts in tables.

use std::sync::MutexGuard;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::drafts::remove_draft;
use super::{Sqlite, enter_student, find_student, read_student, rows};
use crate::store::{Appended, Batch, EventNumber, Record, StoreError, Visit};
use sourcework_core::identity::{
    AttemptId, Checksum, ContentHash, SchoolId, StudentKey, text_hash,
};
use sourcework_core::record::{AttemptNumber, EventRow, Text, WrittenEvent};

impl Sqlite {
    /// Adds batches in one transaction.
    fn add(
        &self,
        connection: &mut Connection,
        batches: &[Batch],
    ) -> Result<Vec<Appended>, StoreError> {
        let failed = |cause| self.failed(cause);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let appended = batches.iter().map(|batch| append(&transaction, batch));
        let all: Vec<Appended> = appended.collect::<rusqlite::Result<_>>().map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(all)
    }
}

impl Record for Sqlite {
    fn outlives_program(&self) -> bool {
        true
    }

    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        let turn = || self.connection();
        let add = |connection: &mut MutexGuard<'_, Connection>, batches: &[Batch]| {
            self.add(connection, batches)
        };
        self.waiting.append(batches, turn, add)
    }

    fn number_of(
        &self,
        student: &StudentKey,
        attempt: AttemptId,
    ) -> Result<Option<AttemptNumber>, StoreError> {
        self.read(student, |connection, student| {
            let sql = "SELECT number FROM attempts WHERE id = ? AND student = ?";
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement.query_row(params![attempt.0, student], |row| row.get(0));
            Ok(found.optional()?.map(AttemptNumber))
        })
    }

    fn open_attempts(&self, student: &StudentKey) -> Result<Vec<AttemptNumber>, StoreError> {
        self.read(student, |connection, student| {
            let sql = "SELECT number FROM attempts
                WHERE student = ? AND finished IS NULL ORDER BY number";
            rows(connection, sql, [student], |row| {
                row.get(0).map(AttemptNumber)
            })
        })
    }

    fn students_with_open(&self, school: &SchoolId) -> Result<Vec<StudentKey>, StoreError> {
        let sql = "SELECT school, class, student FROM students
            WHERE school = ? AND EXISTS (
                SELECT 1 FROM attempts WHERE student = students.number AND finished IS NULL)
            ORDER BY class, student";
        let found = rows(&self.reader(), sql, [&school.0], read_student);
        found.map_err(|cause| self.failed(cause))
    }

    fn latest(
        &self,
        student: &StudentKey,
        quiz: Option<&str>,
        most: usize,
    ) -> Result<Vec<AttemptNumber>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let read = |row: &rusqlite::Row<'_>| row.get(0).map(AttemptNumber);
        self.read(student, |connection, student| match quiz {
            None => {
                let sql = "SELECT number FROM attempts
                    WHERE student = ? ORDER BY began DESC, number DESC LIMIT ?";
                rows(connection, sql, [student, most], read)
            }
            Some(quiz) => {
                let sql = "SELECT number FROM attempts
                    WHERE student = ? AND quiz = ? ORDER BY began DESC, number DESC LIMIT ?";
                rows(connection, sql, params![student, quiz, most], read)
            }
        })
    }

    fn count(&self, student: &StudentKey) -> Result<(u64, u64), StoreError> {
        self.read(student, |connection, student| {
            let sql = "SELECT (SELECT count(*) FROM attempts WHERE student = ?1),
                (SELECT count(*) FROM events WHERE student = ?1)";
            connection.query_row(sql, [student], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }

    fn text(&self, _: &SchoolId, hash: ContentHash) -> Result<Option<Text>, StoreError> {
        let connection = self.reader();
        let sql = "SELECT text FROM texts WHERE hash = ?";
        let read = connection
            .prepare_cached(sql)
            .and_then(|mut it| it.query_row([hash.0], |row| row.get(0)).optional());
        let text: Option<String> = read.map_err(|cause| self.failed(cause))?;
        match text {
            Some(text) if text_hash(&text) != hash => Err(StoreError::TextDamaged(hash)),
            text => Ok(text.map(|text| Text { hash, text })),
        }
    }

    fn visit(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let sql = "SELECT number, attempt, seq, kind, payload, at, checksum FROM events
            WHERE student = ? AND attempt = ? ORDER BY seq";
        self.visit_rows(student, sql, &[attempt.0], visit).map(drop)
    }

    fn visit_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
        most: usize,
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        let sql = "SELECT number, attempt, seq, kind, payload, at, checksum FROM events
            WHERE student = ? AND number > ? ORDER BY number LIMIT ?";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.visit_rows(student, sql, &[after.0, most], visit)
    }

    fn finished_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let sql = "SELECT number, attempt FROM events
            WHERE student = ? AND number > ? AND kind = 'finished'
            AND kind IN ('finished', 'judged', 'remarked', 'admitted') ORDER BY number";
        self.read(student, |connection, student| {
            rows(connection, sql, [student, after.0], numbers)
        })
    }

    fn amended_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let sql = "SELECT events.number, attempt FROM events
            JOIN attempts ON attempts.number = attempt
            WHERE events.student = ? AND events.number > ? AND kind IN ('judged', 'remarked', 'admitted')
            AND kind IN ('finished', 'judged', 'remarked', 'admitted')
            AND seq > finished ORDER BY events.number";
        self.read(student, |connection, student| {
            rows(connection, sql, [student, after.0], numbers)
        })
    }
}

fn numbers(row: &rusqlite::Row<'_>) -> rusqlite::Result<(EventNumber, AttemptNumber)> {
    Ok((EventNumber(row.get(0)?), AttemptNumber(row.get(1)?)))
}

impl Sqlite {
    /// Visits the rows of a query whose first parameter is the student.
    fn visit_rows(
        &self,
        student: &StudentKey,
        sql: &str,
        more: &[i64],
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        let failed = |cause| self.failed(cause);
        let connection = self.reader();
        let Some(number) = find_student(&connection, student).map_err(failed)? else {
            return Ok(None);
        };
        let parameters = std::iter::once(&number).chain(more);
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement
            .query(rusqlite::params_from_iter(parameters))
            .map_err(failed)?;
        let mut last = None;
        while let Some(row) = found.next().map_err(failed)? {
            let (number, event) = read_row(row).map_err(failed)?;
            visit(number, event)?;
            last = Some(number);
        }
        Ok(last)
    }
}

fn read_row<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<(EventNumber, EventRow<'a>)> {
    let event = EventRow {
        attempt: AttemptNumber(row.get(1)?),
        seq: row.get(2)?,
        kind: row.get_ref(3)?.as_str()?,
        payload: row.get_ref(4)?.as_str()?,
        at: row.get(5)?,
        checksum: Checksum(row.get(6)?),
    };
    Ok((EventNumber(row.get(0)?), event))
}

/// Adds a batch, unless the attempt has gone on otherwise.
fn append(connection: &Connection, batch: &Batch) -> rusqlite::Result<Appended> {
    let Some(first) = batch.events.first().filter(|_| batch.is_contiguous()) else {
        return Ok(Appended::Overtaken);
    };
    let student = enter_student(connection, &batch.student)?;
    let found = find_attempt(connection, batch.attempt)?;
    let (attempt, next) = match found {
        Some(found) if found.student != student => return Ok(Appended::Overtaken),
        Some(found) => (found.attempt, found.next),
        None if first.seq == 0 => {
            let attempt =
                insert_attempt(connection, batch.attempt, student, &batch.quiz, first.at)?;
            (attempt, 0)
        }
        None => return Ok(Appended::Overtaken),
    };
    let (again, new): (Vec<&WrittenEvent>, Vec<&WrittenEvent>) =
        batch.events.iter().partition(|event| event.seq < next);
    for event in again {
        if !is_kept(connection, attempt, event)? {
            return Ok(Appended::Overtaken);
        }
    }
    if new.first().is_some_and(|event| event.seq != next) {
        return Ok(Appended::Overtaken);
    }
    for text in batch.texts.iter().filter(|_| next == 0) {
        insert_text(connection, text)?;
    }
    for event in new {
        insert(connection, student, attempt, event)?;
    }
    if let Some(draft) = &batch.ends_draft {
        remove_draft(connection, attempt, draft)?;
    }
    Ok(Appended::Kept(attempt))
}

/// An attempt that is kept.
pub(super) struct FoundAttempt {
    pub(super) attempt: AttemptNumber,
    pub(super) student: i64,
    /// The place of the next event.
    pub(super) next: u32,
}

pub(super) fn find_attempt(
    connection: &Connection,
    attempt: AttemptId,
) -> rusqlite::Result<Option<FoundAttempt>> {
    let sql = "SELECT number, student,
        (SELECT coalesce(max(seq) + 1, 0) FROM events WHERE attempt = attempts.number)
        FROM attempts WHERE id = ?";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(FoundAttempt {
            attempt: AttemptNumber(row.get(0)?),
            student: row.get(1)?,
            next: row.get(2)?,
        })
    };
    connection
        .prepare_cached(sql)?
        .query_row([attempt.0], read)
        .optional()
}

pub(super) fn insert_attempt(
    connection: &Connection,
    attempt: AttemptId,
    student: i64,
    quiz: &str,
    began: i64,
) -> rusqlite::Result<AttemptNumber> {
    let sql = "INSERT INTO attempts (id, student, quiz, began) VALUES (?, ?, ?, ?)";
    let row = params![attempt.0, student, quiz, began];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(AttemptNumber(connection.last_insert_rowid()))
}

pub(super) fn insert_text(connection: &Connection, text: &Text) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO texts (hash, text) VALUES (?, ?)";
    let row = params![text.hash.0, text.text];
    connection.prepare_cached(sql)?.execute(row).map(drop)
}

/// Whether exactly this event is kept at its place.
pub(super) fn is_kept(
    connection: &Connection,
    attempt: AttemptNumber,
    event: &WrittenEvent,
) -> rusqlite::Result<bool> {
    let sql = "SELECT checksum = ? AND payload = ? AND at = ? FROM events
        WHERE attempt = ? AND seq = ?";
    let row = params![
        event.checksum.0,
        event.payload,
        event.at,
        attempt.0,
        event.seq
    ];
    let same: Option<bool> = connection
        .prepare_cached(sql)?
        .query_row(row, |row| row.get(0))
        .optional()?;
    Ok(same == Some(true))
}

/// Adds an event to an attempt and notes where the attempt was finished.
pub(super) fn insert(
    connection: &Connection,
    student: i64,
    attempt: AttemptNumber,
    event: &WrittenEvent,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO events (student, attempt, seq, kind, payload, at, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        student,
        attempt.0,
        event.seq,
        event.kind,
        event.payload,
        event.at,
        event.checksum.0
    ])?;
    if event.kind == "finished" {
        let sql = "UPDATE attempts SET finished = ? WHERE number = ?";
        let row = params![event.seq, attempt.0];
        connection.prepare_cached(sql)?.execute(row)?;
    }
    Ok(())
}
