//! GIFT, the plain text that Moodle reads: <https://docs.moodle.org/en/GIFT_format>.

mod lines;
mod parse;
mod read;
mod write;

use super::Carriage;
use sourcework_core::quiz::Kind;

pub use read::read;
pub use write::export;

/// How it carries a kind.
pub fn carries(kind: Kind) -> Carriage {
    match kind {
        Kind::SingleChoice | Kind::MultipleResponse | Kind::TrueFalse | Kind::Matching => {
            Carriage::Whole
        }
        Kind::Ordering => Carriage::As("a matching of items and places"),
        Kind::Cloze => Carriage::As("a missing word, or a matching of gaps and words"),
        Kind::Evidence => Carriage::As("multiple choice"),
        Kind::Paired => Carriage::As("a choice of the claim"),
        Kind::Grid => Carriage::As("a matching"),
        Kind::Inference | Kind::ShortAnswer | Kind::Extended => Carriage::As("an essay"),
    }
}
