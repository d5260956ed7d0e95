//! Statistics of marks: pure, and repeatable from a seed.
//!
//! [`agreement()`] is about two markers; [`Comparisons`] is about the program and all people who
//! marked the same answers.

pub mod agreement;

use serde::Serialize;

pub use agreement::{Agreement, Beyond, Estimate, Interval, Pair, Strength, agreement};

/// The marks of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether the program was unsure and sent the answer to a person.
    pub sent: bool,
    /// The mark from each marker, the program first; `None` where a marker gave none.
    pub marks: Vec<Option<u32>>,
}

/// Each two markers beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparisons<'n> {
    /// How many answers there are.
    pub rows: usize,
    /// How many of them the program sent to a person; they are in no comparison.
    pub sent_to_a_person: Sent,
    /// The program with each person, then each two people.
    pub comparisons: Vec<Comparison<'n>>,
}

/// What the program sent to a person.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sent {
    /// How many answers.
    pub rows: usize,
    /// Which share of all.
    pub share: f64,
}

/// Two markers beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison<'n> {
    /// The name of the one who is held against the other.
    pub first: &'n str,
    /// The name of the other.
    pub second: &'n str,
    /// Who the first is.
    pub of: Of,
    /// The answers left out because one of the two gave no mark.
    pub left_empty: usize,
    /// `None` where no answer has marks from both.
    pub agreement: Option<Agreement>,
    /// The band of kappa.
    pub reading: Option<Strength>,
}

/// Who is held against a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The program.
    Program,
    /// Another person.
    People,
}

impl<'n> Comparisons<'n> {
    /// Compares each two of the markers, the program being the first of them.
    pub fn new(rows: &[&Marks], markers: &[&'n str], resamples: usize, seed: u64) -> Self {
        let sure: Vec<&Marks> = rows.iter().copied().filter(|row| !row.sent).collect();
        let compare = |(first, second): (usize, usize)| {
            let mark = |row: &Marks, marker: usize| row.marks.get(marker).copied().flatten();
            let both = |row: &&Marks| {
                Some(Pair {
                    program: mark(row, first)?,
                    person: mark(row, second)?,
                })
            };
            let pairs: Vec<Pair> = sure.iter().filter_map(both).collect();
            let agreement = agreement(&pairs, resamples, seed);
            let kappa = agreement.as_ref().and_then(|it| it.kappa);
            Comparison {
                first: markers[first],
                second: markers[second],
                of: if first == 0 { Of::Program } else { Of::People },
                left_empty: sure.len() - pairs.len(),
                agreement,
                reading: kappa.map(|it| Strength::of(it.value)),
            }
        };
        let sent = rows.len() - sure.len();
        let all = markers.len();
        Self {
            rows: rows.len(),
            sent_to_a_person: Sent {
                rows: sent,
                share: sent as f64 / rows.len().max(1) as f64,
            },
            comparisons: (0..all)
                .flat_map(|first| (first + 1..all).map(move |second| (first, second)))
                .map(compare)
                .collect(),
        }
    }
}
