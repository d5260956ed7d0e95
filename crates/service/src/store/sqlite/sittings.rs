//! The events of sittings in a table.

use std::sync::atomic::Ordering;

use rusqlite::{Connection, params};

use super::{Failed, Sqlite, rows};
use crate::store::{Nodes, School, Schools, Sittings, SittingsRead, StoreError, VisitSitting};
use sourcework_core::identity::{AttemptId, SchoolId};
use sourcework_core::sitting::SittingId;

impl Sittings for Sqlite {
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError> {
        let appended = self.change(|transaction| {
            for (seq, event) in (seq..).zip(events) {
                if !append(transaction, school, sitting, seq, event)? {
                    return Err(Failed::Other(StoreError::Overtaken));
                }
            }
            Ok::<_, Failed<StoreError>>(())
        });
        match appended {
            Ok(()) => Ok(true),
            Err(StoreError::Overtaken) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn schools_with_sittings(&self) -> Result<Vec<SchoolId>, StoreError> {
        let sql = "SELECT DISTINCT school FROM sittings ORDER BY school";
        let found = rows(&self.connection(), sql, [], |row| Ok(SchoolId(row.get(0)?)));
        found.map_err(|cause| self.failed(cause))
    }

    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError> {
        let failed = |cause| self.failed(cause);
        let connection = self.connection();
        let sql = "SELECT sitting, seq, event FROM sittings WHERE school = ? ORDER BY sitting, seq";
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement.query([&school.0]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let sitting = row.get(0).map_err(failed)?;
            let seq = row.get(1).map_err(failed)?;
            let event = row.get_ref(2).map_err(failed)?;
            let event = event.as_str().map_err(|error| failed(error.into()))?;
            visit(AttemptId(sitting), seq, event);
        }
        Ok(())
    }

    /// A file is served by one program at a time, which knows what it has added: only the first reading visits any, and the
    /// first one after something was erased.
    fn visit_sittings_after(
        &self,
        school: &SchoolId,
        after: SittingsRead,
        visit: VisitSitting<'_>,
    ) -> Result<SittingsRead, StoreError> {
        let read = SittingsRead {
            through: 1,
            rewritten: self.erasures.load(Ordering::Relaxed),
        };
        if after != read {
            self.visit_sittings(school, visit)?;
        }
        Ok(read)
    }
}

impl Nodes for Sqlite {}

/// A file may hold a school that was copied from a database, beside the one without a name.
impl Schools for Sqlite {
    fn schools(&self) -> Result<Vec<SchoolId>, StoreError> {
        let sql = "SELECT '' UNION SELECT school FROM students UNION SELECT school FROM sittings ORDER BY 1";
        let found = rows(&self.reader(), sql, [], |row| Ok(SchoolId(row.get(0)?)));
        found.map_err(|cause| self.failed(cause))
    }

    fn school(&self, school: &SchoolId) -> Result<Option<School>, StoreError> {
        if !self.schools()?.contains(school) {
            return Ok(None);
        }
        let sql = "SELECT count(*) FROM attempts
            WHERE student IN (SELECT number FROM students WHERE school = ?)";
        let count = self.reader().query_row(sql, [&school.0], |row| row.get(0));
        Ok(Some(School {
            attempts: count.map_err(|cause| self.failed(cause))?,
            most_attempts: None,
        }))
    }
}

/// Adds an event to a sitting, unless it is there already; `false` where another event has its place, or the one before
/// it is missing.
pub fn append(
    connection: &Connection,
    school: &SchoolId,
    sitting: SittingId,
    seq: u32,
    event: &str,
) -> Result<bool, rusqlite::Error> {
    let of_sitting = params![school.0, sitting.0];
    let next = "SELECT coalesce(max(seq) + 1, 0) FROM sittings WHERE school = ? AND sitting = ?";
    let next: u32 = connection
        .prepare_cached(next)?
        .query_row(of_sitting, |row| row.get(0))?;
    if seq < next {
        let known = "SELECT event FROM sittings WHERE school = ? AND sitting = ? AND seq = ?";
        let kept: String = connection
            .prepare_cached(known)?
            .query_row(params![school.0, sitting.0, seq], |row| row.get(0))?;
        return Ok(kept == event);
    }
    if seq == next {
        let insert = "INSERT INTO sittings (school, sitting, seq, event) VALUES (?, ?, ?, ?)";
        let row = params![school.0, sitting.0, seq, event];
        connection.prepare_cached(insert)?.execute(row)?;
    }
    Ok(seq == next)
}
