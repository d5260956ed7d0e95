//! The events of sittings.

use super::{Postgres, Value};
use crate::store::{Schools, Sittings, SittingsRead, StoreError, VisitSitting};
use sourcework_core::identity::{AttemptId, SchoolId};
use sourcework_core::sitting::SittingId;
use tokio_postgres::Row;

/// Adds events to a sitting.
pub const APPEND: &str = "SELECT append_sitting($1, $2, $3, $4)";

/// How much there is, and the events after a place: at least one row where the school is known.
const AFTER: &str = "SELECT schools.sitting_events, schools.rewritten, sitting, seq, event
    FROM schools LEFT JOIN sittings ON sittings.school = schools.school AND number > $2
    WHERE schools.school = $1 ORDER BY number";

impl Sittings for Postgres {
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError> {
        let seq = i32::try_from(seq).map_err(|_| StoreError::Overtaken)?;
        let values = [&school.0 as Value<'_>, &&sitting.0[..], &seq, &events];
        let rows = self.rows(school, APPEND, &values)?;
        self.known.has_changed([school]);
        self.value(&rows[0], 0)
    }

    fn schools_with_sittings(&self) -> Result<Vec<SchoolId>, StoreError> {
        let mut with_sittings = Vec::new();
        for school in self.schools()? {
            let sql = "SELECT EXISTS (SELECT FROM sittings WHERE school = $1)";
            let rows = self.rows(&school, sql, &[&school.0])?;
            if self.value(&rows[0], 0)? {
                with_sittings.push(school);
            }
        }
        Ok(with_sittings)
    }

    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError> {
        let sql = "SELECT 0::bigint, 0::bigint, sitting, seq, event FROM sittings
            WHERE school = $1 ORDER BY sitting, seq";
        let rows = self.rows(school, sql, &[&school.0])?;
        self.visit_sitting_rows(&rows, visit)
    }

    fn visit_sittings_after(
        &self,
        school: &SchoolId,
        after: SittingsRead,
        visit: VisitSitting<'_>,
    ) -> Result<SittingsRead, StoreError> {
        let read_after = |through: u64| -> Result<(SittingsRead, Vec<Row>), StoreError> {
            let through = i64::try_from(through).unwrap_or(i64::MAX);
            let rows = self.rows(school, AFTER, &[&school.0, &through])?;
            let read = match rows.first() {
                None => SittingsRead::default(),
                Some(row) => SittingsRead {
                    through: self.value::<i64>(row, 0)?.unsigned_abs(),
                    rewritten: self.value::<i64>(row, 1)?.unsigned_abs(),
                },
            };
            Ok((read, rows))
        };
        let (mut read, mut rows) = read_after(after.through)?;
        if read.rewritten != after.rewritten && after.through > 0 {
            (read, rows) = read_after(0)?;
        }
        self.visit_sitting_rows(&rows, visit)?;
        Ok(read)
    }
}

impl Postgres {
    fn visit_sitting_rows(&self, rows: &[Row], visit: VisitSitting<'_>) -> Result<(), StoreError> {
        for row in rows {
            let Some(sitting) = self.value::<Option<&[u8]>>(row, 2)? else {
                continue; // the row that says how much there is, where there is nothing new
            };
            let sitting = sitting.try_into();
            let sitting =
                sitting.map_err(|_| self.place.damaged("the ID of a sitting cannot be one"))?;
            let seq: i32 = self.value(row, 3)?;
            visit(AttemptId(sitting), seq.unsigned_abs(), self.value(row, 4)?);
        }
        Ok(())
    }
}
