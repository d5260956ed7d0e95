//! A quiz as a plain table, a row a question: docs/table-format.md describes it.
//!
//! The table is written and read as CSV or as a workbook.

mod csv;
mod read;
mod write;

use super::lower::{Capabilities, DETAILS, has, kinds, lost};
use sourcework_core::quiz::{Kind, Question};

pub use csv::{export, spreadsheet, table_of_figures};
pub use read::read;
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
const ALSO: [(&str, &str); 12] = [
    ("option", "answer"),
    ("choice", "answer"),
    ("correct answer", "correct"),
    ("correct answers", "correct"),
    ("correct answer(s)", "correct"),
    ("correct option", "correct"),
    ("right answer", "correct"),
    ("right answers", "correct"),
    ("key", "correct"),
    ("answer key", "correct"),
    ("solution", "correct"),
    ("points", "marks"),
];
/// The most columns of one name: a number comes from the file.
const MOST: usize = 100;

impl Column {
    /// The columns under these headings. What a heading means can depend on the others: beside "Option A" a heading
    /// "Answer" is the key, and letters alone are answers.
    fn find_all(headings: &[String]) -> Vec<Option<Self>> {
        let mut columns: Vec<Option<Self>> = headings.iter().map(|it| Self::find(it)).collect();
        let plain = |heading: &String| heading.trim().to_lowercase();
        let letter = |heading: &String| match plain(heading).as_bytes() {
            [letter @ b'a'..=b'h'] => Some(usize::from(letter - b'a') + 1),
            _ => None,
        };
        let letters: Vec<usize> = headings.iter().filter_map(letter).collect();
        if letters.starts_with(&[1, 2]) {
            for (heading, column) in headings.iter().zip(&mut columns) {
                *column = column.or(letter(heading).map(|number| Self::Of("answer", number)));
            }
        }
        let is_answer = |column: &Option<Self>| matches!(column, Some(Self::Of("answer", _)));
        let answers = columns.iter().filter(|it| is_answer(it)).count();
        let has_key = columns.contains(&Some(Self::One("correct")));
        if answers > 2 && !has_key {
            for (heading, column) in headings.iter().zip(&mut columns) {
                if matches!(plain(heading).as_str(), "answer" | "answers") {
                    *column = Some(Self::One("correct"));
                }
            }
        }
        columns
    }

    /// The column under that heading; capitals and blanks do not matter, nor what is explained behind a dash, as in
    /// Kahoot's "Answer 1 - max 75 characters".
    fn find(heading: &str) -> Option<Self> {
        let explained = heading.split_once(" - ").or(heading.split_once(" – "));
        Self::find_exactly(heading)
            .or_else(|| explained.and_then(|(name, _)| Self::find_exactly(name)))
    }

    fn find_exactly(heading: &str) -> Option<Self> {
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
