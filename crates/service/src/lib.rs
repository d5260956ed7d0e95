//! The use cases: what every interface can do, over the library's files and the record of answers.
//!
//! An interface begins or resumes a [`LiveAttempt`], takes steps in it and asks its session what
//! to show; each step is kept before it counts. [`revising`] plans a day, [`history`] tells what
//! was done, [`answers`] what classes have answered, [`judging`] and [`remarking`] change marks afterwards, and say so in the record.
//! [`store`] is the port to the record with its two implementations; [`library`] reads and writes
//! `sources/` and `quizzes/`.

pub mod answers;
pub mod beginning;
pub mod classroom;
pub mod error;
pub mod history;
pub mod judging;
pub mod library;
pub mod live;
pub mod papers;
pub mod recent;
pub mod remarking;
pub mod results;
pub mod reviewing;
pub mod revising;
mod secret;
pub mod settings;
pub mod store;

pub use error::ServiceError;
pub use live::{Beginning, LiveAttempt, StepError};
pub use secret::secret;
