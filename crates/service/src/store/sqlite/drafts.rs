//! Drafts and settings in tables.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::{Failed, Sqlite, enter_student, find_student, rows};
use crate::store::{Drafts, Preferences, StoreError};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;

impl Drafts for Sqlite {
    fn drafts(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        self.read(student, |connection, student| {
            let sql = "SELECT question, text FROM drafts WHERE student = ? AND attempt = ?";
            let drafts = rows(connection, sql, [student, attempt.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            Ok(drafts.into_iter().collect())
        })
    }

    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        self.change(|transaction| {
            let number = find_student(transaction, student)?;
            let known = "SELECT 1 FROM attempts WHERE student = ? AND number = ?";
            let known = transaction
                .prepare_cached(known)?
                .exists(params![number, attempt.0])?;
            if !known {
                return Err(Failed::Other(StoreError::NoAttempt));
            }
            match text {
                Some(text) => {
                    let sql = "INSERT INTO drafts (student, attempt, question, text)
                        VALUES (?, ?, ?, ?)
                        ON CONFLICT (attempt, question) DO UPDATE SET text = excluded.text";
                    let row = params![number, attempt.0, question, text];
                    transaction.prepare_cached(sql)?.execute(row)?;
                }
                None => remove_draft(transaction, attempt, question)?,
            }
            Ok(())
        })
    }
}

/// Lets the draft of a question go.
pub(super) fn remove_draft(
    connection: &Connection,
    attempt: AttemptNumber,
    question: &str,
) -> rusqlite::Result<()> {
    let sql = "DELETE FROM drafts WHERE attempt = ? AND question = ?";
    let row = params![attempt.0, question];
    connection.prepare_cached(sql)?.execute(row).map(drop)
}

impl Preferences for Sqlite {
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, value FROM settings WHERE student = ? ORDER BY name";
        self.read(student, |connection, student| {
            rows(connection, sql, [student], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
    }

    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.change(|transaction| {
            let student = enter_student(transaction, student)?;
            match value {
                Some(value) => {
                    let sql = "INSERT INTO settings (student, name, value) VALUES (?, ?, ?)
                        ON CONFLICT (student, name) DO UPDATE SET value = excluded.value";
                    transaction.execute(sql, params![student, name, value])?;
                }
                None => {
                    let sql = "DELETE FROM settings WHERE student = ? AND name = ?";
                    transaction.execute(sql, params![student, name])?;
                }
            }
            Ok::<_, Failed<StoreError>>(())
        })
    }
}
