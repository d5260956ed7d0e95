//! Before the first statement: the file is there, and written ahead to a log, or only read.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{pages, schema};
use crate::store::StoreError;

/// How long one waits for another program that is writing.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Has the file written ahead to a log. While another program does the same to a new file, SQLite
/// does not wait by itself.
pub fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(10);
    connection.busy_timeout(Duration::ZERO)?;
    let mut waited = Duration::ZERO;
    loop {
        let done = connection.execute_batch("PRAGMA journal_mode = WAL");
        let busy = |it: &rusqlite::Error| it.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        if waited >= PATIENCE || !done.as_ref().is_err_and(busy) {
            return done;
        }
        std::thread::sleep(PAUSE);
        waited += PAUSE;
    }
}

/// Makes the file and its folder, for the owner alone, where they are missing.
pub fn create(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        // SQLite would only say that it cannot open it; this says why.
        return std::fs::OpenOptions::new().write(true).open(path).map(drop);
    }
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// A connection that only reads; `None` where SQLite cannot read the file without writing, or its
/// tables would first have to be brought to the latest version.
pub fn read_only(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    connection.busy_timeout(PATIENCE).ok()?;
    let latest = schema::is_latest(&connection).ok()?;
    latest.then_some(connection)
}

/// A copy of the record in memory, as it stands.
pub fn in_memory(path: &Path) -> Result<Connection, StoreError> {
    let failed = |cause| StoreError::of(path, cause);
    let images = pages::images(path).map_err(|cause| StoreError::of_file(path, cause))?;
    let bytes = images.into_iter().next().map(pages::Image::into_bytes);
    let bytes = bytes.unwrap_or_default();
    let mut connection = Connection::open_in_memory().map_err(failed)?;
    if !bytes.is_empty() {
        let size = bytes.len();
        connection
            .deserialize_read_exact("main", &bytes[..], size, false)
            .map_err(failed)?;
    }
    schema::refuse_others(&connection, path)?;
    schema::migrate(&mut connection, path)?;
    Ok(connection)
}

/// Another connection to a record that is open, which only reads. `None` where there can be none: the one
/// that is open serves as well.
pub fn beside(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    connection.busy_timeout(PATIENCE).ok()?;
    connection
        .execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")
        .ok()?;
    connection.set_prepared_statement_cache_capacity(32);
    Some(connection)
}
