//! A quiz as a plain table, a row a question: docs/table-format.md describes it.
//!
//! The table is written as CSV or into a workbook, and read from CSV.

mod csv;
mod read;
mod write;

use super::lower::{Capabilities, DETAILS, has, kinds, lost};
use sourcework_core::quiz::{Kind, Question};

pub use csv::{export, read, spreadsheet};
pub use write::table;

/// Parts left from right in a cell: `Cuba => island`.
const ARROW: &str = "=>";

/// What a row of a passage has as its kind.
const PASSAGE: &str = "passage";

/// What a table can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse Evidence => Choice;
        TrueFalse Matching => Pairs;
        Ordering => Order;
        Cloze => Gaps;
        Paired => Choice "a choice of the claim";
        Grid => Pairs "a matching";
        Inference ShortAnswer Extended => Text "an essay with its mark scheme as text";
    },
    lost_details: DETAILS,
    lost_of_quiz: lost! { Title if has::always: "is left out"; },
    lost_provenance: Some("is left out but for the title"),
    lost_of_question: lost! {
        Layout if write::has_arrow: "shows “⇒” for “=>”";
        Variants if has_several_answers_in_rows: "are left out but for the first";
        Distractors if has::claim_and_evidence: "are left out: the evidence is not asked for";
        Patterns if has::patterns: "are left out; the points stand in the mark scheme";
    },
    ..Capabilities::EVERYTHING
};

fn has_several_answers_in_rows(question: &Question) -> bool {
    question.kind() == Kind::Grid && has::several_answers(question)
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
