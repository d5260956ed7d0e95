//! A quiz as text with light markup, for people; docs/markdown-format.md describes it.
//!
//! With its key such a text is read again, and can be written by hand.

mod blocks;
mod read;
mod text;
mod write;

use super::Carriage;
use sourcework_core::quiz::Kind;

pub use read::read;
pub use write::export;

/// How it carries a kind.
pub fn carries(kind: Kind) -> Carriage {
    match kind {
        Kind::Inference | Kind::ShortAnswer => {
            Carriage::As("a written answer with its mark scheme as text")
        }
        _ => Carriage::Whole,
    }
}
