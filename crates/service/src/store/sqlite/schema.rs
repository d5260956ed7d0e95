//! The tables, and the steps from each version of them to the next.

use std::num::NonZeroUsize;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};
use rusqlite_migration::{M, Migrations, SchemaVersion};

use super::backup;
use crate::store::StoreError;

/// The steps, in order. A step that has been published is never changed: another is added.
const STEPS: &[M<'static>] = &[
    M::up(include_str!("1-record.sql")),
    M::up(include_str!("2-rests.sql")),
    M::up(include_str!("3-sittings.sql")),
    M::up(include_str!("4-admitted.sql")),
];

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

/// Whether the tables are those of this version.
pub fn is_latest(connection: &Connection) -> rusqlite_migration::Result<bool> {
    let found = Migrations::from_slice(STEPS).current_version(connection)?;
    Ok(found == SchemaVersion::Inside(version(STEPS)))
}

fn version(steps: &[M<'static>]) -> NonZeroUsize {
    NonZeroUsize::MIN.saturating_add(steps.len().saturating_sub(1))
}

/// Brings the tables of a file to the latest version: all of it, or nothing. A file that has
/// tables already is copied before.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    migrate_by(STEPS, connection, path)
}

fn migrate_by(
    steps: &[M<'static>],
    connection: &mut Connection,
    path: &Path,
) -> Result<(), StoreError> {
    let latest = SchemaVersion::Inside(version(steps));
    let steps = Migrations::from_slice(steps);
    let failed = |error: rusqlite_migration::Error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::of(path, err),
        rusqlite_migration::Error::MigrationDefinition(_) => StoreError::Newer(path.to_owned()),
        other => StoreError::Damaged {
            path: path.to_owned(),
            why: other.to_string(),
        },
    };
    let found = steps.current_version(connection).map_err(failed)?;
    if found == latest {
        return Ok(());
    }
    if matches!(found, SchemaVersion::Outside(_)) {
        return Err(StoreError::Newer(path.to_owned()));
    }
    // A copy in memory has no file to copy.
    if let SchemaVersion::Inside(version) = found
        && connection.path().is_some_and(|it| !it.is_empty())
    {
        backup::copy(connection, path, version.get())?;
    }
    // So that a program that does the same at this moment is waited for.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    let done = steps.to_latest(connection);
    if done.is_err() && steps.current_version(connection).map_err(failed)? == latest {
        return Ok(()); // another program has done it meanwhile
    }
    done.map_err(failed)
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "the test looks at the files that were made"
    )]

    use std::path::{Path, PathBuf};

    use rusqlite::Connection;
    use rusqlite_migration::{M, Migrations};

    #[test]
    fn every_step_can_be_taken() {
        Migrations::from_slice(super::STEPS).validate().unwrap();
    }

    /// The first `count` of six steps.
    fn steps(count: usize) -> &'static [M<'static>] {
        const ALL: [M<'static>; 6] = [
            M::up(include_str!("1-record.sql")),
            M::up("CREATE TABLE two (a);"),
            M::up("CREATE TABLE three (a);"),
            M::up("CREATE TABLE four (a);"),
            M::up("CREATE TABLE five (a);"),
            M::up("CREATE TABLE six (a); THIS IS NO SQL;"),
        ];
        static STEPS: [M<'static>; 6] = ALL;
        &STEPS[..count]
    }

    fn at_version(path: &Path, count: usize) -> Result<(), crate::store::StoreError> {
        let mut connection = Connection::open(path).unwrap();
        super::super::opening::write_ahead(&connection).unwrap();
        super::migrate_by(steps(count), &mut connection, path)
    }

    fn copies(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().flatten();
        let mut copies: Vec<PathBuf> = entries.map(|it| it.path()).collect();
        copies.retain(|it| it.to_string_lossy().contains(".before-"));
        copies.sort();
        copies
    }

    #[test]
    fn a_copy_is_made_before_each_step_and_the_last_three_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.db");
        at_version(&path, 1).unwrap();
        assert_eq!(
            copies(folder.path()),
            Vec::<PathBuf>::new(),
            "nothing to copy"
        );
        let connection = Connection::open(&path).unwrap();
        let row = "INSERT INTO students (school, class, student) VALUES ('', '', 'ada')";
        connection.execute(row, []).unwrap();
        drop(connection);
        at_version(&path, 1).unwrap();
        assert_eq!(
            copies(folder.path()),
            Vec::<PathBuf>::new(),
            "nothing to do"
        );
        for count in 2..=5 {
            at_version(&path, count).unwrap();
        }
        let kept = [2, 3, 4].map(|it| folder.path().join(format!("record.db.before-{it}")));
        assert_eq!(copies(folder.path()), kept);
        let copy = Connection::open(&kept[0]).unwrap();
        let version: i64 = copy
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        let students: i64 = copy
            .query_row("SELECT count(*) FROM students", [], |row| row.get(0))
            .unwrap();
        assert_eq!((version, students), (2, 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            assert_eq!(std::fs::metadata(&kept[0]).unwrap().mode() & 0o777, 0o600);
        }
        // A step that fails leaves the record as it was, and the copy beside it. Taken again, it
        // makes the same copy again.
        for _ in 0..2 {
            assert!(at_version(&path, 6).is_err());
            let last = folder.path().join("record.db.before-5");
            assert_eq!(copies(folder.path()).last(), Some(&last));
            assert_eq!(copies(folder.path()).len(), 3);
        }
        at_version(&path, 5).unwrap();
    }
}
