//! Drafts and settings.

use super::{Postgres, Value};
use crate::store::{Drafts, Preferences, Schools, StoreError};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;

impl Drafts for Postgres {
    fn draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
    ) -> Result<Option<String>, StoreError> {
        let StudentKey {
            school,
            class,
            student,
        } = student;
        let sql = "SELECT text
            FROM drafts JOIN attempts ON attempts.school = drafts.school AND number = attempt
            WHERE drafts.school = $1 AND attempt = $2 AND question = $3 AND class = $4 AND student = $5";
        let values = [
            &school.0 as Value<'_>,
            &attempt.0,
            &question,
            &class.0,
            &student.0,
        ];
        let rows = self.rows(school, sql, &values)?;
        rows.first().map(|row| self.value(row, 0)).transpose()
    }

    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        let StudentKey {
            school,
            class,
            student,
        } = student;
        // Without a text an empty one is written and removed by the second statement.
        let sql = "INSERT INTO drafts (school, attempt, question, text)
            SELECT school, number, $3, coalesce($6, '') FROM attempts
                WHERE school = $1 AND number = $2 AND class = $4 AND student = $5
            ON CONFLICT (school, attempt, question) DO UPDATE SET text = excluded.text";
        let values = [
            &school.0 as Value<'_>,
            &attempt.0,
            &question,
            &class.0,
            &student.0,
            &text,
        ];
        if self.change(school, sql, &values)? == 0 {
            return Err(StoreError::NoAttempt);
        }
        if text.is_none() {
            let sql = "DELETE FROM drafts WHERE school = $1 AND attempt = $2 AND question = $3";
            self.change(school, sql, &[&school.0, &attempt.0, &question])?;
        }
        Ok(())
    }
}

impl Preferences for Postgres {
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError> {
        let StudentKey {
            school,
            class,
            student,
        } = student;
        let sql = "SELECT name, value FROM settings
            WHERE school = $1 AND class = $2 AND student = $3 ORDER BY name COLLATE \"C\"";
        let rows = self.rows(school, sql, &[&school.0, &class.0, &student.0])?;
        let settings = rows
            .iter()
            .map(|row| Ok((self.value(row, 0)?, self.value(row, 1)?)));
        settings.collect()
    }

    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        let StudentKey {
            school,
            class,
            student,
        } = student;
        let key = [&school.0 as Value<'_>, &class.0, &student.0, &name];
        match value {
            Some(value) => {
                let sql = "INSERT INTO settings (school, class, student, name, value)
                    VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (school, class, student, name) DO UPDATE SET value = excluded.value";
                self.enter_school(school)?;
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
