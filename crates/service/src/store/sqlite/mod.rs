//! The record in a file: SQLite with a write-ahead log, synced at every commit. The only SQL.

mod backup;
mod drafts;
mod events;
mod ledger;
mod leftovers;
mod opening;
mod pages;
mod schema;
mod sittings;
mod upkeep;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::StoreError;
use super::group_commit::GroupCommit;
pub use leftovers::leftovers;
use opening::{PATIENCE, create, write_ahead};
use sourcework_core::identity::{ClassId, SchoolId, StudentId, StudentKey};

/// A record in a file: one connection that writes, in which threads take turns, and others that read beside
/// it where it is busy.
#[derive(Debug)]
pub struct Sqlite {
    connection: Mutex<Connection>,
    readers: [OnceLock<Mutex<Connection>>; READERS],
    /// What waits to be added; the thread that has the connection adds all of it in one transaction.
    waiting: GroupCommit,
    path: PathBuf,
    /// Whether other connections to the file see the same.
    is_file: bool,
    /// How often something was erased since it was opened.
    erasures: AtomicU64,
}

/// The connections that read while another thread writes.
const READERS: usize = 4;

impl Sqlite {
    /// Opens a record, and makes one, readable by its owner alone, where there is none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened or written, is damaged, belongs to another program, or was
    /// written by a later version of this one.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        create(path).map_err(|cause| StoreError::of_file(path, cause))?;
        let failed = |cause| StoreError::of(path, cause);
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        schema::refuse_others(&connection, path)?;
        write_ahead(&connection).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // `secure_delete` overwrites what is erased; `trusted_schema` off, because the file may
        // come from elsewhere.
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON;
                 PRAGMA trusted_schema = OFF;",
            )
            .map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(32);
        schema::migrate(&mut connection, path)?;
        Ok(Self {
            connection: Mutex::new(connection),
            readers: Default::default(),
            waiting: GroupCommit::default(),
            path: path.to_owned(),
            is_file: true,
            erasures: AtomicU64::new(0),
        })
    }

    /// Opens a record only to read it, where its file, its folder or its disk cannot be written.
    /// Where SQLite needs to write even for that, the record is read into memory as it stands, with
    /// what is in its log.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, is damaged, belongs to another program, or was written by a
    /// later version of this one.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let connection = match opening::read_only(path) {
            Some(connection) => connection,
            None => opening::in_memory(path)?,
        };
        connection
            .execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")
            .map_err(|cause| StoreError::of(path, cause))?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Self {
            connection: Mutex::new(connection),
            readers: Default::default(),
            waiting: GroupCommit::default(),
            path: path.to_owned(),
            is_file: false,
            erasures: AtomicU64::new(0),
        })
    }

    /// Writes the log back into the file, so that the file is whole without it.
    ///
    /// # Errors
    ///
    /// Where that failed, or another program reads the file.
    pub fn write_log_back(&self) -> Result<(), StoreError> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy = self.connection().query_row(sql, [], |row| row.get(0));
        match busy {
            Ok(false) => Ok(()),
            Ok(true) => Err(StoreError::Busy(self.path.clone())),
            Err(cause) => Err(StoreError::of(&self.path, cause)),
        }
    }

    /// The connection. A thread that panicked while it held it has rolled back its transaction, so
    /// that the next one finds the record as it was.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection to read from: the one that writes, or another one where that is busy. What was
    /// committed is seen by all of them.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        if !self.is_file {
            return self.connection();
        }
        if let Ok(free) = self.connection.try_lock() {
            return free;
        }
        for reader in &self.readers {
            if reader.get().is_none()
                && let Some(opened) = opening::beside(&self.path)
            {
                // Another thread may have opened one meanwhile; this one is closed then.
                let _ = reader.set(Mutex::new(opened));
            }
            if let Some(Ok(free)) = reader.get().map(Mutex::try_lock) {
                return free;
            }
        }
        self.connection()
    }

    fn failed(&self, cause: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, cause)
    }

    /// Does something in one transaction, which has the right to write from its beginning.
    fn change<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failed<E>>,
    ) -> Result<T, E> {
        let failed = |cause| E::from(self.failed(cause));
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let done = work(&transaction).map_err(|error| match error {
            Failed::Sql(cause) => failed(cause),
            Failed::Other(error) => error,
        })?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }

    /// Reads something of a student; the default where the record does not know the student.
    fn read<T: Default>(
        &self,
        student: &StudentKey,
        work: impl FnOnce(&Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let connection = self.reader();
        let read = find_student(&connection, student).and_then(|number| match number {
            Some(number) => work(&connection, number),
            None => Ok(T::default()),
        });
        read.map_err(|cause| self.failed(cause))
    }
}

/// Why work in a transaction failed.
enum Failed<E> {
    /// The database refused.
    Sql(rusqlite::Error),
    /// Something else.
    Other(E),
}

impl<E> From<rusqlite::Error> for Failed<E> {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sql(cause)
    }
}

/// All rows of a query.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?;
    rows.collect()
}

/// A student, from a row with the three names.
fn read_student(row: &rusqlite::Row<'_>) -> rusqlite::Result<StudentKey> {
    Ok(StudentKey {
        school: SchoolId(row.get(0)?),
        class: ClassId(row.get(1)?),
        student: StudentId(row.get(2)?),
    })
}

/// The number of a student; `None` where nothing of theirs was ever kept.
fn find_student(connection: &Connection, key: &StudentKey) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT number FROM students WHERE school = ? AND class = ? AND student = ?";
    connection
        .prepare_cached(sql)?
        .query_row([&key.school.0, &key.class.0, &key.student.0], |row| {
            row.get(0)
        })
        .optional()
}

/// The number of a student, who is entered where they are not known yet.
fn enter_student(connection: &Connection, key: &StudentKey) -> rusqlite::Result<i64> {
    if let Some(number) = find_student(connection, key)? {
        return Ok(number);
    }
    let sql = "INSERT INTO students (school, class, student) VALUES (?, ?, ?)";
    let names = params![key.school.0, key.class.0, key.student.0];
    connection.prepare_cached(sql)?.execute(names)?;
    Ok(connection.last_insert_rowid())
}
