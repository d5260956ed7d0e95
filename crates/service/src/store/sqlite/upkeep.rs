//! Adding a copy to the record, erasing beyond recovery, and checking the file.

use std::sync::atomic::Ordering;

use rusqlite::{Connection, params};

use super::{Failed, Sqlite, backup, enter_student, events, ledger, read_student, rows, sittings};
use crate::store::{Erase, Part, StoreError, Upkeep};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::sitting::class_of;

impl Upkeep for Sqlite {
    fn students(&self) -> Result<Vec<StudentKey>, StoreError> {
        let sql = "SELECT school, class, student FROM students ORDER BY school, class, student";
        let found = rows(&self.connection(), sql, [], read_student);
        found.map_err(|cause| self.failed(cause))
    }

    fn merge(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
    ) -> Result<(), StoreError> {
        self.change(|transaction| {
            for part in parts {
                merge(transaction, part.map_err(Failed::Other)?)?;
            }
            Ok(())
        })
    }

    fn erase(&self, what: Erase<'_>) -> Result<(), StoreError> {
        self.change(|transaction| {
            // Should the program be killed before it sweeps, the rows themselves are gone all the same.
            transaction.execute_batch("PRAGMA secure_delete = ON")?;
            transaction.execute_batch(ledger::FORGET)?;
            match what {
                Erase::Everything => transaction.execute_batch(
                    "DELETE FROM attempts; DELETE FROM settings; DELETE FROM students;
                     DELETE FROM sittings;",
                )?,
                Erase::School(school) => erase_school(transaction, school)?,
                Erase::Attempts(school, attempts) => {
                    let mut statement = transaction.prepare(
                        "DELETE FROM attempts WHERE number = ?
                            AND student IN (SELECT number FROM students WHERE school = ?)",
                    )?;
                    for attempt in attempts {
                        statement.execute(params![attempt.0, school.0])?;
                    }
                }
                Erase::Sitting(school, sitting) => {
                    let of_school = params![school.0, sitting.0];
                    let events = "DELETE FROM sittings WHERE school = ? AND sitting = ?";
                    transaction.execute(events, of_school)?;
                    let of_pupils = params![school.0, class_of(sitting).0];
                    for table in ["attempts", "settings"] {
                        let rows = format!(
                            "DELETE FROM {table} WHERE student IN (
                                SELECT number FROM students WHERE school = ? AND class = ?)"
                        );
                        transaction.execute(&rows, of_pupils)?;
                    }
                    let pupils = "DELETE FROM students WHERE school = ? AND class = ?";
                    transaction.execute(pupils, of_pupils)?;
                }
                Erase::Pupil(pupil, sitting, events, _) => {
                    let of_pupil = params![pupil.school.0, pupil.class.0, pupil.student.0];
                    for table in ["attempts", "settings"] {
                        let rows = format!(
                            "DELETE FROM {table} WHERE student IN (SELECT number FROM students
                                WHERE school = ? AND class = ? AND student = ?)"
                        );
                        transaction.execute(&rows, of_pupil)?;
                    }
                    let pupils = "DELETE FROM students
                        WHERE school = ? AND class = ? AND student = ?";
                    transaction.execute(pupils, of_pupil)?;
                    let event = "UPDATE sittings SET event = ?
                        WHERE school = ? AND sitting = ? AND seq = ?";
                    let mut statement = transaction.prepare(event)?;
                    for (seq, event) in events.iter().enumerate() {
                        statement.execute(params![event, pupil.school.0, sitting.0, seq])?;
                    }
                }
            }
            transaction.execute_batch(
                "DELETE FROM texts WHERE lower(hex(hash)) NOT IN (
                    SELECT json_extract(file.value, '$.text')
                    FROM events, json_each(events.payload, '$.head.files') AS file
                    WHERE events.seq = 0)",
            )?;
            Ok::<_, Failed<StoreError>>(())
        })?;
        self.erasures.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn sweep(&self) -> Result<(), StoreError> {
        // The pages that held it are overwritten, and so are those of the log.
        let sweep = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        let swept = self.connection().execute_batch(sweep);
        swept.map_err(|cause| self.failed(cause))?;
        backup::erase(&self.path)
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.connection();
        let found = || {
            let sql = "PRAGMA integrity_check(20)";
            let mut found: Vec<String> = rows(&connection, sql, [], |row| row.get(0))?;
            found.retain(|line| line != "ok");
            found.extend(rows(&connection, "PRAGMA foreign_key_check", [], |row| {
                let table: String = row.get(0)?;
                Ok(format!("a row of `{table}` belongs to nothing"))
            })?);
            Ok(found)
        };
        found().map_err(|cause| self.failed(cause))
    }
}

/// Removes everything of a school.
fn erase_school(connection: &Connection, school: &SchoolId) -> rusqlite::Result<()> {
    let of_school = "(SELECT number FROM students WHERE school = ?)";
    for rows in [
        &format!("DELETE FROM attempts WHERE student IN {of_school}"),
        &format!("DELETE FROM settings WHERE student IN {of_school}"),
        "DELETE FROM students WHERE school = ?",
        "DELETE FROM sittings WHERE school = ?",
    ] {
        connection.execute(rows, [&school.0])?;
    }
    Ok(())
}

/// Adds a part, unless it is there already.
fn merge(connection: &Connection, part: Part) -> Result<(), Failed<StoreError>> {
    match part {
        Part::Text(_, text) => events::insert_text(connection, &text)?,
        Part::Setting {
            student,
            name,
            value,
        } => {
            let student = enter_student(connection, &student)?;
            let sql = "INSERT OR IGNORE INTO settings (student, name, value) VALUES (?, ?, ?)";
            connection
                .prepare_cached(sql)?
                .execute(params![student, name, value])?;
        }
        Part::Event {
            student,
            attempt,
            quiz,
            event,
        } => {
            let student = enter_student(connection, &student)?;
            let differs = Failed::Other(StoreError::Differs(attempt, event.seq));
            let (number, next) = match events::find_attempt(connection, attempt)? {
                Some(found) if found.student != student => return Err(differs),
                Some(found) => (found.attempt, found.next),
                None => {
                    let began = event.at;
                    let number =
                        events::insert_attempt(connection, attempt, student, &quiz, began)?;
                    (number, 0)
                }
            };
            if event.seq == next {
                events::insert(connection, student, number, &event)?;
            } else if event.seq > next || !events::is_kept(connection, number, &event)? {
                return Err(differs);
            }
        }
        Part::Sitting {
            school,
            sitting,
            seq,
            event,
        } => {
            if !sittings::append(connection, &school, sitting, seq, &event)? {
                return Err(Failed::Other(StoreError::SittingDiffers(sitting, seq)));
            }
        }
    }
    Ok(())
}
