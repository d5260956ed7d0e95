//! Moodle's own format for question banks: <https://docs.moodle.org/en/Moodle_XML_format>.
//!
//! A passage is a `description` before the first question about it. Questions name their extracts
//! and their skill by tags: `extract:source-id/label`, `provenance`.

mod embedded;
mod read;
mod texts;
mod write;

use super::Carriage;
use sourcework_core::quiz::Kind;

pub use read::read;
pub use write::export;

/// How it carries a kind.
pub fn carries(kind: Kind) -> Carriage {
    match kind {
        Kind::SingleChoice
        | Kind::MultipleResponse
        | Kind::TrueFalse
        | Kind::Matching
        | Kind::Ordering
        | Kind::Cloze => Carriage::Whole,
        Kind::Evidence => Carriage::As("multiple choice"),
        Kind::Paired => Carriage::As("embedded choices of claim and evidence"),
        Kind::Grid => Carriage::As("embedded answers in a table"),
        Kind::Inference | Kind::ShortAnswer | Kind::Extended => {
            Carriage::As("an essay with the mark scheme for the grader")
        }
    }
}
