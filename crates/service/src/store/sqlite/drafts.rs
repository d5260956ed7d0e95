//! Drafts and settings in tables.

use rusqlite::{OptionalExtension, params};

use super::{Failed, Sqlite, enter_student, find_student, rows};
use crate::store::{Drafts, Preferences, StoreError};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;

impl Drafts for Sqlite {
    fn draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
    ) -> Result<Option<String>, StoreError> {
        self.read(student, |connection, student| {
            let sql = "SELECT text FROM drafts
                WHERE student = ? AND attempt = ? AND question = ?";
            let row = params![student, attempt.0, question];
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row(row, |row| row.get(0)).optional()
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
                None => {
                    let sql = "DELETE FROM drafts WHERE attempt = ? AND question = ?";
                    let row = params![attempt.0, question];
                    transaction.prepare_cached(sql)?.execute(row)?;
                }
            }
            Ok(())
        })
    }
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
