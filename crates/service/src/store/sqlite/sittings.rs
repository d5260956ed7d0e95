//! The events of sittings in a table.

use rusqlite::{OptionalExtension, params};

use super::{Failed, Sqlite};
use crate::store::{Sittings, StoreError, VisitSitting};
use sourcework_core::identity::SchoolId;
use sourcework_core::sitting::SittingId;

impl Sittings for Sqlite {
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError> {
        self.change(|transaction| {
            let next = "SELECT coalesce(max(seq) + 1, 0) FROM sittings
                WHERE school = ? AND sitting = ?";
            let next: u32 = transaction
                .prepare_cached(next)?
                .query_row(params![school.0, sitting.0], |row| row.get(0))?;
            let known = "SELECT event FROM sittings WHERE school = ? AND sitting = ? AND seq = ?";
            let insert = "INSERT INTO sittings (school, sitting, seq, event) VALUES (?, ?, ?, ?)";
            if seq > next {
                return Ok(false);
            }
            for (seq, event) in (seq..).zip(events) {
                if seq < next {
                    let kept: Option<String> = transaction
                        .prepare_cached(known)?
                        .query_row(params![school.0, sitting.0, seq], |row| row.get(0))
                        .optional()?;
                    if kept.as_deref() != Some(event) {
                        return Ok(false);
                    }
                    continue;
                }
                let row = params![school.0, sitting.0, seq, event];
                transaction.prepare_cached(insert)?.execute(row)?;
            }
            Ok::<_, Failed<StoreError>>(true)
        })
    }

    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError> {
        let failed = |cause| self.failed(cause);
        let connection = self.connection();
        let sql = "SELECT sitting, event FROM sittings WHERE school = ? ORDER BY sitting, seq";
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement.query([&school.0]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let sitting = row.get(0).map_err(failed)?;
            let event = row.get_ref(1).map_err(failed)?;
            let event = event.as_str().map_err(|error| failed(error.into()))?;
            visit(sourcework_core::identity::AttemptId(sitting), event);
        }
        Ok(())
    }
}
