//! Why a record could not be read or written, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use sourcework_core::record::FoldError;

/// Why a record could not be read or written. What was acknowledged before is not touched.
#[derive(Debug)]
pub enum StoreError {
    /// A later version of the program has written the record.
    Newer(PathBuf),
    /// The file is damaged, or no record.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// The file or its folder may not be written.
    ReadOnly(PathBuf),
    /// The disk is full.
    Full(PathBuf),
    /// The file cannot be opened.
    Unopened {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// Another program has been writing for longer than one waits.
    Busy(PathBuf),
    /// Another program has gone on with the same attempt.
    Overtaken,
    /// The record holds another event at the same place of the same attempt.
    Differs(String, u32),
    /// An event cannot be read.
    Unreadable(FoldError),
    /// What is imported makes no sense; the line, from 1, and why.
    Import(usize, String),
    /// The input that is imported, or the output of an export, failed.
    Io(std::io::Error),
    /// Something else.
    Other {
        /// The file.
        path: PathBuf,
        /// What the database says.
        cause: rusqlite::Error,
    },
}

impl StoreError {
    /// The error that SQLite gave for a file.
    pub(super) fn of(path: &Path, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let extended = cause.sqlite_error().map(|it| it.extended_code);
        if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            // There is no room for the index of the log.
            return Self::Full(path);
        }
        match cause.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged {
                path,
                why: cause.to_string(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::CannotOpen) => Self::Unopened {
                path,
                cause: std::io::Error::other(cause.to_string()),
            },
            _ => Self::Other { path, cause },
        }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Newer(path) => write!(
                f,
                "the record {} was written by a later version of sourcework; install that one",
                path.display()
            ),
            Self::Damaged { path, why } => write!(
                f,
                "the record {} is damaged, or is no record ({why}); move it away, and import your last export if there is one",
                path.display()
            ),
            Self::ReadOnly(path) => write!(
                f,
                "the record {} cannot be written: the file or its folder is read-only; `--record FILE` keeps it elsewhere",
                path.display()
            ),
            Self::Full(path) => write!(
                f,
                "the record {} cannot be written: the disk is full",
                path.display()
            ),
            Self::Unopened { path, .. } => {
                write!(f, "the record {} cannot be opened", path.display())
            }
            Self::Busy(path) => write!(
                f,
                "another program keeps the record {} busy; try again when it is done",
                path.display()
            ),
            Self::Overtaken => f.write_str(
                "another program has gone on with this attempt; what it kept is not touched",
            ),
            Self::Differs(attempt, seq) => write!(
                f,
                "event {seq} of attempt {attempt} is not the one that this record holds"
            ),
            Self::Unreadable(error) => write!(f, "the record is damaged: {error}"),
            Self::Import(line, why) => write!(f, "line {line}: {why}; nothing has been imported"),
            Self::Io(_) => f.write_str("the copy of the record could not be read or written"),
            Self::Other { path, .. } => write!(f, "the record {} failed", path.display()),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unopened { cause, .. } | Self::Io(cause) => Some(cause),
            Self::Other { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

impl From<FoldError> for StoreError {
    fn from(error: FoldError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
