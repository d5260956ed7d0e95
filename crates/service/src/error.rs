//! Why a use case failed.

use sourcework_core::attempt::Refusal;
use sourcework_core::record::AttemptNumber;

use crate::library::LibraryError;
use crate::store::StoreError;

/// Why a use case failed. Nothing has been changed then, unless the error says so.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The record could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The library could not be read, or its content has errors.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The attempt cannot do what was asked of it now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no attempt of that number.
    #[error("there is no attempt {0}; `sourcework history` lists them")]
    NoSuchAttempt(AttemptNumber),
    /// The attempt is finished and cannot be gone on with.
    #[error("attempt {0} is finished; `sourcework history {0}` shows it")]
    Finished(AttemptNumber),
    /// What was kept of the attempt does not make a readable quiz.
    #[error("{what} of attempt {attempt} is missing from the record")]
    Missing {
        /// The attempt.
        attempt: AttemptNumber,
        /// What is missing.
        what: String,
    },
    /// A file that was kept with the attempt is not what it was.
    #[error(
        "the file `{file}` of attempt {attempt} is damaged in the record; `sourcework record check` says more"
    )]
    FileDamaged {
        /// The attempt.
        attempt: AttemptNumber,
        /// The ID of the quiz or the source.
        file: String,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Randomness(#[from] rand::rngs::SysError),
}
