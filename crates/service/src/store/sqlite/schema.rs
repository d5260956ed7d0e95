//! The tables, and the steps from each version of them to the next.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};
use rusqlite_migration::{M, Migrations, SchemaVersion};

use crate::store::StoreError;

/// The steps, in order. A step that has been published is never changed: another is added.
const STEPS: &[M<'static>] = &[M::up(include_str!("1-record.sql"))];

/// The mark that a record has in its header: `PRAGMA application_id` of the first step.
const APPLICATION: i32 = 0x7377_726b;

/// Refuses a database that holds something and is not a record, before anything is written to it.
pub fn refuse_others(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    // In one statement, because another program may be making the tables at this moment.
    let sql = "SELECT application_id, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_application_id";
    let read = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (mark, tables): (i32, i64) = read.map_err(|cause| StoreError::of(path, cause))?;
    if tables > 0 && mark != APPLICATION {
        return Err(StoreError::NotARecord(path.to_owned()));
    }
    Ok(())
}

/// Brings the tables of a file to the latest version: all of it, or nothing.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let steps = Migrations::from_slice(STEPS);
    let version =
        || SchemaVersion::Inside(std::num::NonZeroUsize::MIN.saturating_add(STEPS.len() - 1));
    let failed = |error: rusqlite_migration::Error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::of(path, err),
        rusqlite_migration::Error::MigrationDefinition(_) => StoreError::Newer(path.to_owned()),
        other => StoreError::Damaged {
            path: path.to_owned(),
            why: other.to_string(),
        },
    };
    let found = steps.current_version(connection).map_err(failed)?;
    if found == version() {
        return Ok(());
    }
    if matches!(found, SchemaVersion::Outside(_)) {
        return Err(StoreError::Newer(path.to_owned()));
    }
    // So that a program that does the same at this moment is waited for.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    let done = steps.to_latest(connection);
    if done.is_err() && steps.current_version(connection).map_err(failed)? == version() {
        return Ok(()); // another program has done it meanwhile
    }
    done.map_err(failed)
}

#[cfg(test)]
mod tests {
    use rusqlite_migration::Migrations;

    #[test]
    fn every_step_can_be_taken() {
        Migrations::from_slice(super::STEPS).validate().unwrap();
    }
}
