//! A quiz as a plain table, a row a question: docs/table-format.md describes it.
//!
//! The table is written as CSV or into a workbook, and read from CSV.

mod csv;
mod read;
mod write;

use super::Carriage;
use sourcework_core::quiz::Kind;

pub use csv::{export, read};
pub use write::table;

/// Parts left from right in a cell: `Cuba => island`.
const ARROW: &str = "=>";

/// What a row of a passage has as its kind.
const PASSAGE: &str = "passage";

/// How a table carries a kind.
pub fn carries(kind: Kind) -> Carriage {
    match kind {
        Kind::SingleChoice
        | Kind::MultipleResponse
        | Kind::TrueFalse
        | Kind::Matching
        | Kind::Ordering
        | Kind::Cloze
        | Kind::Evidence => Carriage::Whole,
        Kind::Paired => Carriage::As("a choice of the claim"),
        Kind::Grid => Carriage::As("a matching"),
        Kind::Inference | Kind::ShortAnswer | Kind::Extended => {
            Carriage::As("an essay with its mark scheme as text")
        }
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// What a column stands for alone.
    One(&'static str),
    /// One of several of that name, from 1.
    Of(&'static str, usize),
}

/// The columns that stand alone, in the order in which they are written. Those behind the first
/// eight are written only where a question needs them.
const ALONE: [&str; 13] = [
    "kind",
    "id",
    "skill",
    "marks",
    "extract",
    "question",
    "explanation",
    "correct",
    "text",
    "hint",
    "provenance",
    "shuffle",
    "choose",
];
/// The columns of which there are as many as are needed.
const NUMBERED: [&str; 4] = ["answer", "feedback", "evidence", "quotation"];
/// What teachers also call them.
const ALSO: [(&str, &str); 4] = [
    ("option", "answer"),
    ("choice", "answer"),
    ("correct answer", "correct"),
    ("right answer", "correct"),
];
/// The most columns of one name: a number comes from the file.
const MOST: usize = 100;

impl Column {
    /// The column under that heading; capitals and blanks do not matter.
    fn find(heading: &str) -> Option<Self> {
        let usual = |name: &str| {
            let also = ALSO.iter().find(|(also, _)| *also == name);
            also.map_or(name, |(_, usual)| usual).to_owned()
        };
        let heading = heading.trim().to_lowercase();
        let alone = usual(&heading);
        if let Some(name) = ALONE.iter().find(|name| **name == alone) {
            return Some(Self::One(name));
        }
        let name = heading.trim_end_matches(|c: char| c.is_ascii_digit());
        let (name, number) = match (&heading[name.len()..], heading.rsplit_once(' ')) {
            // "Option A" is the first.
            ("", Some((name, letter))) if letter.len() == 1 => (
                name,
                usize::from(letter.as_bytes()[0].checked_sub(b'a')?) + 1,
            ),
            ("", _) => (name, 1),
            (number, _) => (name, number.parse().ok()?),
        };
        let name = usual(name.trim_end());
        let known = NUMBERED.iter().find(|known| **known == name)?;
        (1..=MOST)
            .contains(&number)
            .then_some(Self::Of(known, number))
    }

    fn heading(self) -> String {
        match self {
            Self::One(name) => name.to_owned(),
            Self::Of(name, number) => format!("{name} {number}"),
        }
    }
}
