//! Why a record could not be read or written, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use sourcework_core::identity::{AttemptId, ContentHash};
use sourcework_core::record::EventError;

/// Why a record could not be read or written. What was acknowledged before is not touched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A later version of the program has written the record.
    #[error("the record {path} was written by a later version of sourcework; install that version", path = .0.display())]
    Newer(PathBuf),
    /// The file is a database of another program, or of a version before the first release.
    #[error(
        "{path} is not a record of this version of sourcework; `--record FILE` keeps the record elsewhere",
        path = .0.display()
    )]
    NotARecord(PathBuf),
    /// The file is damaged, or is not a record.
    #[error(
        "the record {path} is damaged, or is not a record ({why}); `sourcework record salvage` saves what is undamaged into a new one",
        path = path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// Nothing of a record is left in a file.
    #[error("nothing of a record can be found in {path}", path = .0.display())]
    NothingLeft(PathBuf),
    /// The file that is to be made is there already.
    #[error("{path} is there already; choose the name of a new file", path = .0.display())]
    Exists(PathBuf),
    /// The file or its folder may not be written.
    #[error(
        "the record {path} cannot be written: the file or its folder is read-only; `--record FILE` keeps it elsewhere",
        path = .0.display()
    )]
    ReadOnly(PathBuf),
    /// The disk is full.
    #[error("the record {path} cannot be written: the disk is full", path = .0.display())]
    Full(PathBuf),
    /// The file cannot be opened.
    #[error("the record {path} cannot be opened", path = path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Another program has been writing for longer than this one waits.
    #[error("another program keeps the record {path} busy; try again when it is done", path = .0.display())]
    Busy(PathBuf),
    /// The database cannot be reached, or does not answer.
    #[error("the database {place} cannot be reached ({why}); it is tried again")]
    Unreachable {
        /// Where it is, without a password.
        place: String,
        /// Why.
        why: String,
    },
    /// The database has refused a statement.
    #[error("the database {place} could not be used: {why}")]
    Database {
        /// Where it is, without a password.
        place: String,
        /// What it says, and the remedy where there is one.
        why: String,
    },
    /// The record keeps only one school.
    #[error(
        "a record in a file keeps one school; several need a database, `--database postgres://…`"
    )]
    OneSchool,
    /// Another program has gone on with the same attempt.
    #[error("another program has gone on with this attempt; what it kept is not touched")]
    Overtaken,
    /// The record does not have the attempt.
    #[error("the record does not have this attempt")]
    NoAttempt,
    /// The record holds another event at the same place of the same attempt.
    #[error("event {1} of attempt {0} is not the one that this record holds")]
    Differs(AttemptId, u32),
    /// The record holds another event at the same place of the same sitting.
    #[error("event {1} of sitting {0} is not the one that this record holds")]
    SittingDiffers(AttemptId, u32),
    /// An event cannot be read.
    #[error("the record is damaged: {0}")]
    Unreadable(#[from] EventError),
    /// A pinned text is not the one of its hash.
    #[error("the record is damaged: the text {0} is not the one that was kept")]
    TextDamaged(ContentHash),
    /// What is imported makes no sense; the line, from 1, and why.
    #[error("line {0}: {1}; nothing has been imported")]
    Import(usize, String),
    /// The input that is imported, or the output of an export, failed.
    #[error("the copy of the record could not be read or written")]
    Io(#[from] std::io::Error),
    /// Something else.
    #[error("the record {path} could not be read or written", path = path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What the database says.
        #[source]
        cause: rusqlite::Error,
    },
}

impl StoreError {
    /// What kind of failure it is, in words without a path or anything else of this record.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Newer(_) | Self::NotARecord(_) => "the record is of another version",
            Self::Damaged { .. }
            | Self::NothingLeft(_)
            | Self::Unreadable(_)
            | Self::TextDamaged(_) => "the record is damaged",
            Self::ReadOnly(_) => "the record is read-only",
            Self::Full(_) => "the disk is full",
            Self::Busy(_) => "another program keeps the record busy",
            Self::Unreachable { .. } => "the database cannot be reached",
            Self::Database { .. } => "the database has refused a statement",
            Self::Overtaken => "another program has gone on with the attempt",
            Self::NoAttempt => "the record does not have the attempt",
            _ => "the record could not be read or written",
        }
    }

    /// The error that the system gave for a file that is made.
    pub(super) fn of_file(path: &Path, cause: std::io::Error) -> Self {
        let path = path.to_owned();
        match cause.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(path)
            }
            std::io::ErrorKind::StorageFull => Self::Full(path),
            std::io::ErrorKind::AlreadyExists => Self::Exists(path),
            _ => Self::Unopened { path, cause },
        }
    }

    /// The error that SQLite gave for a file.
    pub(super) fn of(path: &Path, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let extended = cause.sqlite_error().map(|it| it.extended_code);
        if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            // There is no room for the index of the log.
            return Self::Full(path);
        }
        // A file that is cut off is shorter than its pages say.
        let is_short = extended == Some(rusqlite::ffi::SQLITE_IOERR_SHORT_READ);
        if is_short || is_no_value(&cause) {
            let why = cause.to_string();
            return Self::Damaged { path, why };
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

/// Whether a value in a row is not of the type that its column has in every record.
fn is_no_value(cause: &rusqlite::Error) -> bool {
    matches!(
        cause,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    )
}
