//! The record in a file: SQLite with a write-ahead log, synced at every commit.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::keep_ledger;
use super::opening::{PATIENCE, create, write_ahead};
use super::{AttemptId, Part, Store, StoreError, Visit, Written, schema, written};
use sourcework_core::record::{Head, Row, Text};
use sourcework_core::revision::{Ledger, Rules};
use sourcework_core::session::{Action, Event};

/// A record in a file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
}

impl Sqlite {
    /// Opens a record, and makes one, readable by its owner alone, where there is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        create(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly(path.to_owned())
            }
            std::io::ErrorKind::StorageFull => StoreError::Full(path.to_owned()),
            _ => StoreError::Unopened {
                path: path.to_owned(),
                cause,
            },
        })?;
        let failed = |cause| StoreError::of(path, cause);
        let mut connection = Connection::open(path).map_err(failed)?;
        write_ahead(&connection).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // `secure_delete` overwrites what is erased; `trusted_schema` off, because the file may
        // come from elsewhere.
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON;
                 PRAGMA trusted_schema = OFF;",
            )
            .map_err(failed)?;
        schema::migrate(&mut connection, path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    fn failed(&self, cause: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, cause)
    }

    /// Does something in one transaction, which has the right to write from its beginning.
    fn change<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let path = &self.path;
        let done = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            });
        done.map_err(|cause| StoreError::of(path, cause))
    }

    /// All rows of a query.
    fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let all = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map(params, read)?;
            rows.collect::<rusqlite::Result<Vec<T>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }

    /// The numbers of attempts.
    fn numbers(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<AttemptId>, StoreError> {
        self.rows(sql, params, |row| row.get(0))
    }

    fn visit_rows(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let failed = |cause| self.failed(cause);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (id, event) = read_row(row).map_err(failed)?;
            visit(id, event)?;
        }
        Ok(())
    }
}

fn read_row<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<(i64, Row<'a>)> {
    let event = Row {
        attempt: row.get(1)?,
        seq: row.get(2)?,
        kind: row.get_ref(3)?.as_str()?,
        payload: row.get_ref(4)?.as_str()?,
        at: row.get(5)?,
    };
    Ok((row.get(0)?, event))
}

/// Writes events of an attempt and, where one of them ends it, when it ended.
fn insert(connection: &Connection, attempt: AttemptId, events: &[Written]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO events (attempt, seq, kind, payload, at) VALUES (?, ?, ?, ?, ?)",
    )?;
    for event in events {
        statement.execute(params![
            attempt,
            event.seq,
            event.kind,
            event.payload,
            event.at
        ])?;
        if event.kind == "finished" {
            let sql = "UPDATE attempts SET ended = ? WHERE id = ?";
            connection
                .prepare_cached(sql)?
                .execute([event.at, attempt])?;
        }
    }
    Ok(())
}

fn insert_attempt(
    connection: &Connection,
    head: &Head,
    quiz: &str,
    began: i64,
) -> rusqlite::Result<AttemptId> {
    let sql = "INSERT INTO attempts (name, student, class, quiz, began) VALUES (?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        head.attempt,
        head.student,
        head.class,
        quiz,
        began
    ])?;
    Ok(connection.last_insert_rowid())
}

fn insert_text(connection: &Connection, text: &Text) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO texts (hash, text) VALUES (?, ?)";
    connection
        .prepare_cached(sql)?
        .execute([&text.hash, &text.text])?;
    Ok(())
}

const SET: &str = "INSERT INTO settings (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";

impl Store for Sqlite {
    fn outlives(&self) -> bool {
        true
    }

    fn begin(
        &mut self,
        head: &Head,
        texts: &[Text],
        events: &[Event],
    ) -> Result<AttemptId, StoreError> {
        let quiz = match events.first().map(|it| &it.action) {
            Some(Action::Opened(opened)) => opened.quiz.clone(),
            _ => String::new(),
        };
        let began = events.first().map_or(0, |it| it.at.as_millisecond());
        let written = written(Some(head), 0, events);
        self.change(|transaction| {
            for text in texts {
                insert_text(transaction, text)?;
            }
            let attempt = insert_attempt(transaction, head, &quiz, began)?;
            insert(transaction, attempt, &written)?;
            Ok(attempt)
        })
    }

    fn append(&mut self, attempt: AttemptId, seq: u32, events: &[Event]) -> Result<(), StoreError> {
        let written = written(None, seq, events);
        let appended = self.change(|transaction| {
            let next: Option<u32> = transaction
                .prepare_cached("SELECT max(seq) + 1 FROM events WHERE attempt = ?")?
                .query_row([attempt], |row| row.get(0))?;
            if next == Some(seq) {
                insert(transaction, attempt, &written)?;
            }
            Ok(next == Some(seq))
        })?;
        appended.then_some(()).ok_or(StoreError::Overtaken)
    }

    fn find(&self, name: &str) -> Result<Option<AttemptId>, StoreError> {
        let found = self.numbers("SELECT id FROM attempts WHERE name = ?", [name])?;
        Ok(found.first().copied())
    }

    fn open_attempts(&self) -> Result<Vec<AttemptId>, StoreError> {
        self.numbers(
            "SELECT id FROM attempts WHERE ended IS NULL ORDER BY id",
            [],
        )
    }

    fn latest(&self, quiz: Option<&str>, most: usize) -> Result<Vec<AttemptId>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        match quiz {
            None => self.numbers(
                "SELECT id FROM attempts ORDER BY began DESC, id DESC LIMIT ?",
                [most],
            ),
            Some(quiz) => self.numbers(
                "SELECT id FROM attempts WHERE quiz = ? ORDER BY began DESC, id DESC LIMIT ?",
                params![quiz, most],
            ),
        }
    }

    fn count(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM events)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let counted = self.connection.query_row(sql, [], read);
        counted.map_err(|cause| self.failed(cause))
    }

    fn text(&self, hash: &str) -> Result<Option<Text>, StoreError> {
        let sql = "SELECT text FROM texts WHERE hash = ?";
        let read = self
            .connection
            .query_row(sql, [hash], |row| row.get(0))
            .optional();
        let text = read.map_err(|cause| self.failed(cause))?;
        Ok(text.map(|text| Text {
            hash: hash.to_owned(),
            text,
        }))
    }

    fn visit_all(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        let sql = "SELECT id, attempt, seq, kind, payload, at FROM events ORDER BY id";
        self.visit_rows(sql, [], visit)
    }

    fn visit(&self, attempt: AttemptId, visit: Visit<'_>) -> Result<(), StoreError> {
        let sql = "SELECT id, attempt, seq, kind, payload, at FROM events
            WHERE attempt = ? ORDER BY seq";
        self.visit_rows(sql, [attempt], visit)
    }

    fn finished_after(&self, id: i64) -> Result<Vec<(i64, AttemptId)>, StoreError> {
        let sql = "SELECT id, attempt FROM events WHERE id > ? AND kind = 'finished' ORDER BY id";
        self.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn kept_ledger(&self, rules: &Rules) -> Result<Option<Ledger>, StoreError> {
        // In one transaction, so that it is not half the fold of another program.
        let read = || {
            let reading = TransactionBehavior::Deferred;
            let transaction = Transaction::new_unchecked(&self.connection, reading)?;
            keep_ledger::read(&transaction, rules)
        };
        read().map_err(|cause| self.failed(cause))
    }

    fn keep_ledger(&mut self, ledger: &mut Ledger, all: bool) -> Result<(), StoreError> {
        self.change(|transaction| keep_ledger::write(transaction, ledger, all))?;
        ledger.settle();
        Ok(())
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM settings WHERE name = ?";
        let read = self
            .connection
            .query_row(sql, [name], |row| row.get(0))
            .optional();
        read.map_err(|cause| self.failed(cause))
    }

    fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, value FROM settings ORDER BY name";
        self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.change(|transaction| {
            match value {
                Some(value) => transaction.execute(SET, [name, value])?,
                None => transaction.execute("DELETE FROM settings WHERE name = ?", [name])?,
            };
            Ok(())
        })
    }

    fn all_or_nothing(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let run = |store: &Self, sql| {
            let done = store.connection.execute_batch(sql);
            done.map_err(|cause| store.failed(cause))
        };
        run(self, "BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|()| run(self, "COMMIT"));
        if done.is_err() && !self.connection.is_autocommit() {
            run(self, "ROLLBACK")?;
        }
        done
    }

    fn merge(&mut self, part: Part) -> Result<(), StoreError> {
        let named = match &part {
            Part::Event { attempt, event, .. } => Some((attempt.clone(), event.seq)),
            _ => None,
        };
        let merged = merge_part(&self.connection, part);
        match (merged.map_err(|cause| self.failed(cause))?, named) {
            (false, Some((attempt, seq))) => Err(StoreError::Differs(attempt, seq)),
            _ => Ok(()),
        }
    }

    fn erase(&mut self, attempts: Option<&[AttemptId]>) -> Result<(), StoreError> {
        self.change(|transaction| {
            match attempts {
                None => transaction.execute_batch("DELETE FROM attempts; DELETE FROM settings;")?,
                Some(attempts) => {
                    let mut statement = transaction.prepare("DELETE FROM attempts WHERE id = ?")?;
                    for attempt in attempts {
                        statement.execute([attempt])?;
                    }
                }
            }
            transaction.execute_batch(keep_ledger::FORGET)?;
            transaction.execute_batch(
                "DELETE FROM texts WHERE hash NOT IN (
                    SELECT json_extract(file.value, '$.text')
                    FROM events, json_each(events.payload, '$.head.files') AS file
                    WHERE events.seq = 0)",
            )
        })?;
        // The pages that held it are overwritten, and so are those of the log.
        let sweep = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        let swept = self.connection.execute_batch(sweep);
        swept.map_err(|cause| self.failed(cause))
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        let mut found: Vec<String> =
            self.rows("PRAGMA integrity_check(20)", [], |row| row.get(0))?;
        found.retain(|line| line != "ok");
        found.extend(self.rows("PRAGMA foreign_key_check", [], |row| {
            let table: String = row.get(0)?;
            Ok(format!("a row of `{table}` belongs to nothing"))
        })?);
        Ok(found)
    }
}

/// Adds a part; false where an event does not continue what is there.
fn merge_part(connection: &Connection, part: Part) -> rusqlite::Result<bool> {
    match part {
        Part::Text(text) => insert_text(connection, &text)?,
        Part::Setting(name, value) => {
            let sql = "INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)";
            connection.execute(sql, [name, value])?;
        }
        Part::Event {
            attempt,
            head,
            event,
        } => {
            let find = "SELECT id, (SELECT count(*) FROM events WHERE attempt = attempts.id)
                FROM attempts WHERE name = ?";
            let found: Option<(AttemptId, u32)> = connection
                .prepare_cached(find)?
                .query_row([&attempt], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let (id, next) = match (found, head) {
                (Some(found), _) => found,
                (None, None) => return Ok(false),
                (None, Some(head)) => {
                    let quiz = super::carry::quiz_of(&event.payload);
                    (insert_attempt(connection, &head, &quiz, event.at)?, 0)
                }
            };
            if event.seq == next {
                insert(connection, id, &[event])?;
                return Ok(true);
            }
            let same = "SELECT payload = ? AND at = ? FROM events WHERE attempt = ? AND seq = ?";
            let same: Option<bool> = connection
                .prepare_cached(same)?
                .query_row(params![event.payload, event.at, id, event.seq], |row| {
                    row.get(0)
                })
                .optional()?;
            return Ok(same == Some(true));
        }
    }
    Ok(true)
}
