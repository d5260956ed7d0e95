//! Why something could not be had from a library.

use std::path::PathBuf;

use super::Shelf;
use sourcework_core::diagnostic::{Report, Tally};
use sourcework_core::words::counted;

/// Why something could not be had from a library.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The folder is not a library.
    #[error(
        "{path} is not a library: it holds neither a folder `quizzes` nor a folder `sources`",
        path = .0.display()
    )]
    NotALibrary(PathBuf),
    /// Reading failed.
    #[error("{path} cannot be read", path = path.display())]
    Unreadable {
        /// What was read.
        path: PathBuf,
        /// Why it failed.
        #[source]
        cause: std::io::Error,
    },
    /// Writing failed; a file that is there already is never overwritten.
    #[error("{path} cannot be written", path = path.display())]
    Unwritable {
        /// What was written.
        path: PathBuf,
        /// Why it failed.
        #[source]
        cause: std::io::Error,
    },
    /// The library has no such file.
    #[error("{}", unknown(*shelf, id, near.as_deref()))]
    Unknown {
        /// Where it was looked for.
        shelf: Shelf,
        /// What was asked for.
        id: String,
        /// What is there under a name like it.
        near: Option<String>,
    },
    /// The files have errors.
    #[error("{}", with_errors(.0))]
    Content(Vec<Report>),
}

/// The text of [`LibraryError::Unknown`].
fn unknown(shelf: Shelf, id: &str, near: Option<&str>) -> String {
    let what = match shelf {
        Shelf::Quizzes => "quiz",
        Shelf::Sources => "source",
    };
    let help = near.map_or("`sourcework list` shows what there is".to_owned(), |near| {
        format!("did you mean `{near}`?")
    });
    format!("there is no {what} `{}`; {help}", id.escape_debug())
}

/// The text of [`LibraryError::Content`].
fn with_errors(reports: &[Report]) -> String {
    let errors = Tally::of(reports).errors;
    format!("the quiz has {}", counted(errors, "error"))
}
