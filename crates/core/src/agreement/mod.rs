//! Statistics of marks: pure, and repeatable from a seed.
//!
//! [`agreement()`] is about two markers; [`Comparisons`] is about the program and all people who
//! marked the same answers.

pub mod figures;
mod precision;

use serde::Serialize;

pub use figures::{Agreement, Beyond, Estimate, Interval, Pair, Strength, agreement};
pub use precision::Precision;

/// The marks of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether the program was unsure and sent the answer to a person.
    pub sent: bool,
    /// The mark from each marker, the program first; `None` where a marker gave none.
    pub marks: Vec<Option<u32>>,
    /// The kinds of doubt for which it was sent.
    pub doubts: Vec<String>,
    /// The patterns that earned something in it.
    pub patterns: Vec<String>,
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
    /// The name of the first marker.
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
    /// The same figures with the answers that were sent to a person; `None` between two people.
    pub with_sent: Option<WithSent>,
    /// For each kind of doubt, how many answers were sent for it, and in how many of them the
    /// person gave another mark than the one that was sure.
    pub doubts: Vec<Precision>,
    /// For each pattern, in how many answers that were marked it earned something, and in how many
    /// of them the person gave no less than the program.
    pub patterns: Vec<Precision>,
}

/// The figures with the answers that were sent to a person, without intervals.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WithSent {
    /// What is unsure counts nothing: the mark is the one that is sure, or 0.
    pub as_zero: Agreement,
    /// What is unsure is settled by the person, whose mark stands.
    pub settled: Agreement,
}

/// What the first marker is; the second is always a person.
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
            let both = |row: &&Marks| {
                Some(Pair {
                    program: mark(row, first)?,
                    person: mark(row, second)?,
                })
            };
            let pairs: Vec<Pair> = sure.iter().filter_map(both).collect();
            let agreement = agreement(&pairs, resamples, seed);
            let kappa = agreement.as_ref().and_then(|it| it.kappa);
            // The first marker is the program, which alone has doubts and patterns.
            let is_program = first == 0;
            Comparison {
                first: markers[first],
                second: markers[second],
                of: if is_program { Of::Program } else { Of::People },
                left_empty: sure.len() - pairs.len(),
                agreement,
                reading: kappa.map(|it| Strength::of(it.value)),
                with_sent: match is_program {
                    true => with_sent(rows, second),
                    false => None,
                },
                doubts: match is_program {
                    true => doubts(rows, second),
                    false => Vec::new(),
                },
                patterns: match is_program {
                    true => patterns(rows, second),
                    false => Vec::new(),
                },
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

/// The mark that a marker gave an answer.
fn mark(row: &Marks, marker: usize) -> Option<u32> {
    row.marks.get(marker).copied().flatten()
}

fn with_sent(rows: &[&Marks], marker: usize) -> Option<WithSent> {
    let pairs = |settle: fn(u32, u32) -> u32| -> Vec<Pair> {
        let pair = |row: &&Marks| {
            let person = mark(row, marker)?;
            let sure = mark(row, 0).unwrap_or(0);
            let program = if row.sent { settle(sure, person) } else { sure };
            Some(Pair { program, person })
        };
        rows.iter().filter_map(pair).collect()
    };
    Some(WithSent {
        as_zero: agreement(&pairs(|sure, _| sure), 0, 0)?,
        settled: agreement(&pairs(|_, person| person), 0, 0)?,
    })
}

/// A doubt was right where the person gave another mark than the sure one.
fn doubts(rows: &[&Marks], marker: usize) -> Vec<Precision> {
    let sent = rows.iter().filter(|row| row.sent);
    let named = sent.filter_map(|row| {
        let needed = mark(row, marker)? != mark(row, 0).unwrap_or(0);
        Some(row.doubts.iter().map(move |name| (name.as_str(), needed)))
    });
    precision::precision(named.flatten())
}

/// A pattern was right where the person gave no less than the program. Those that were wrong most
/// often come first.
fn patterns(rows: &[&Marks], marker: usize) -> Vec<Precision> {
    let marked = rows.iter().filter(|row| !row.sent);
    let named = marked.filter_map(|row| {
        let right = mark(row, marker)? >= mark(row, 0)?;
        Some(row.patterns.iter().map(move |name| (name.as_str(), right)))
    });
    let mut patterns = precision::precision(named.flatten());
    patterns.sort_by_key(|it| std::cmp::Reverse(it.rows - it.right));
    patterns
}
