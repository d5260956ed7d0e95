//! How often a reason was right: of the doubts by their kind, and of the patterns.

use std::collections::BTreeMap;

use serde::Serialize;

/// How often something with a name was right.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Precision {
    /// The kind of doubt, or the pattern.
    pub name: String,
    /// How many answers it is about.
    pub rows: usize,
    /// In how many of them it was right.
    pub right: usize,
    /// The share of these.
    pub share: f64,
}

/// Counts for each name how often it was right; what occurs most often comes first.
pub fn precision<'n>(named: impl Iterator<Item = (&'n str, bool)>) -> Vec<Precision> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, is_right) in named {
        let (rows, right) = counts.entry(name).or_default();
        *rows += 1;
        *right += usize::from(is_right);
    }
    let mut all: Vec<Precision> = counts
        .into_iter()
        .map(|(name, (rows, right))| Precision {
            name: name.to_owned(),
            rows,
            right,
            share: right as f64 / rows as f64,
        })
        .collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.rows));
    all
}
