//! Matchings of other tools, as statements, pairs or rows.

use std::collections::BTreeSet;

use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::quiz::body::{Grid, Matching, Pair, Row, Statement, TrueFalse};
use sourcework_core::quiz::{Body, Truth};

/// The truth of such a word, however it is written.
pub fn truth_of(word: &str) -> Option<Truth> {
    Truth::ALL
        .into_iter()
        .find(|known| known.shown().eq_ignore_ascii_case(word.trim()))
}

/// What a matching of another tool is: statements, where every right side is True, False or Not
/// stated; else pairs or rows.
pub fn matching_of(matching: Matching) -> Body {
    if matching.pairs.is_empty() || !matching.rights().all(|right| truth_of(right).is_some()) {
        return pairs_or_rows(matching);
    }
    let statement = |pair: Pair| Statement {
        text: pair.left,
        answer: truth_of(&pair.right),
        quote: None,
        feedback: pair.feedback,
    };
    let statements = matching.pairs.into_iter().map(statement).collect();
    Body::TrueFalse(TrueFalse { statements })
}

/// Pairs; where a right side belongs to several left ones, rows that offer the same options, which
/// are marked alike.
pub fn pairs_or_rows(matching: Matching) -> Body {
    let rights: BTreeSet<&str> = matching.rights().collect();
    let is_shared = rights.len() < matching.rights().count();
    let can_choose = rights.len() > 1 && !rights.contains("");
    drop(rights);
    match is_shared && can_choose {
        true => Body::Grid(grid_of(matching)),
        false => Body::Matching(matching),
    }
}

/// A row for each left side; all offer every right one.
fn grid_of(matching: Matching) -> Grid {
    let mut seen = BTreeSet::new();
    let rights = matching.rights().filter(|right| seen.insert(*right));
    let options: Vec<Placed<String>> = rights
        .map(|right| Placed::new(right.to_owned(), Span::default()))
        .collect();
    let row = |pair: Pair| Row {
        forgive: None,
        label: pair.left,
        options: options.clone(),
        answer: Some(pair.right),
        answers: Vec::new(),
        feedback: pair.feedback,
    };
    Grid {
        rows: matching.pairs.into_iter().map(row).collect(),
    }
}
