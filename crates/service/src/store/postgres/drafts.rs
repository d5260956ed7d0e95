//! Drafts and settings.

use std::collections::BTreeMap;

use super::{Postgres, Value, names};
use crate::store::{Beside, Drafts, Preferences, StoreError, Visit};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;

impl Drafts for Postgres {
    fn drafts(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT question, text
            FROM drafts JOIN attempts ON attempts.school = drafts.school AND number = attempt
            WHERE drafts.school = $1 AND attempt = $2 AND class = $3 AND student = $4";
        let rows = self.rows(school, sql, &[&school.0, &attempt.0, &class, &student])?;
        let drafts = rows
            .iter()
            .map(|row| Ok((self.value(row, 0)?, self.value(row, 1)?)));
        drafts.collect()
    }

    fn visit_whole(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<Beside, StoreError> {
        let whole = self.visit_whole_attempt(student, attempt, None, visit)?;
        Ok(whole.beside)
    }

    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        self.keep(student, attempt, question, text, None)
    }

    fn keep_draft_at(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
        events: u32,
    ) -> Result<(), StoreError> {
        self.keep(student, attempt, question, text, Some(events))
    }
}

impl Postgres {
    fn keep(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
        events: Option<u32>,
    ) -> Result<(), StoreError> {
        let (school, class, student) = names(student);
        let events = events.map(|events| i32::try_from(events).unwrap_or(i32::MAX));
        let sql = "SELECT keep_draft($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            &school.0 as Value<'_>,
            &class,
            &student,
            &attempt.0,
            &question,
            &text,
            &events,
        ];
        let rows = self.rows(school, sql, &values)?;
        match self.value::<i32>(&rows[0], 0)? {
            0 => Err(StoreError::NoAttempt),
            2 => Err(StoreError::Overtaken),
            _ => Ok(()),
        }
    }
}

impl Preferences for Postgres {
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT name, value FROM settings
            WHERE school = $1 AND class = $2 AND student = $3 ORDER BY name COLLATE \"C\"";
        let rows = self.rows(school, sql, &[&school.0, &class, &student])?;
        let settings = rows
            .iter()
            .map(|row| Ok((self.value(row, 0)?, self.value(row, 1)?)));
        settings.collect()
    }

    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        let (school, class, student) = names(student);
        let key = [&school.0 as Value<'_>, &class, &student, &name];
        match value {
            Some(value) => {
                let sql = "WITH entered AS (INSERT INTO schools (school) VALUES ($1) ON CONFLICT DO NOTHING)
                    INSERT INTO settings (school, class, student, name, value)
                    VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (school, class, student, name) DO UPDATE SET value = excluded.value";
                self.change(school, sql, &[key[0], key[1], key[2], key[3], &value])?;
            }
            None => {
                let sql = "DELETE FROM settings
                    WHERE school = $1 AND class = $2 AND student = $3 AND name = $4";
                self.change(school, sql, &key)?;
            }
        }
        Ok(())
    }
}
