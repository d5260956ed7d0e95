//! The schools of a database: their names, and how much each may keep.

use super::{PATIENCE, Postgres, Seen, rows_of};
use crate::store::{School, Schools, StoreError};
use sourcework_core::identity::SchoolId;

/// Enters a school, unless it is known.
pub const ENTER: &str = "INSERT INTO schools (school) VALUES ($1) ON CONFLICT DO NOTHING";

impl Schools for Postgres {
    fn schools(&self) -> Result<Vec<SchoolId>, StoreError> {
        let sql = "SELECT school FROM schools ORDER BY school COLLATE \"C\"";
        let rows = self.with(PATIENCE, &async |connection| {
            rows_of(connection, Seen::Names, sql, &[]).await
        })?;
        let names = rows.iter().map(|row| self.value(row, 0).map(SchoolId));
        names.collect()
    }

    fn school(&self, school: &SchoolId) -> Result<Option<School>, StoreError> {
        let sql = "SELECT most_attempts, (SELECT count(*) FROM attempts WHERE school = $1)
            FROM schools WHERE school = $1";
        let rows = self.rows(school, sql, &[&school.0])?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let most: Option<i64> = self.value(row, 0)?;
        let attempts: i64 = self.value(row, 1)?;
        Ok(Some(School {
            attempts: attempts.unsigned_abs(),
            most_attempts: most.map(i64::unsigned_abs),
        }))
    }

    fn enter_school(&self, school: &SchoolId) -> Result<bool, StoreError> {
        Ok(self.change(school, ENTER, &[&school.0])? > 0)
    }

    fn limit_school(&self, school: &SchoolId, most: Option<u64>) -> Result<(), StoreError> {
        let most = most.map(|most| i64::try_from(most).unwrap_or(i64::MAX));
        let sql = "UPDATE schools SET most_attempts = $2 WHERE school = $1";
        self.change(school, sql, &[&school.0, &most]).map(drop)
    }
}
