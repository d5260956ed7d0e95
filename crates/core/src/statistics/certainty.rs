//! How sure pupils were, and whether they were right.

use serde::Serialize;

use super::intervals::{Measured, share};
use super::table::{Item, State};
use crate::attempt::Certainty;

/// The answers that were given with one certainty.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calibration {
    /// How sure the pupils were.
    pub certainty: Certainty,
    /// The share of the marks that these answers earned. The interval takes answers for
    /// independent, though a pupil gives several: it is a little too narrow.
    pub share: Measured,
    /// Answers.
    pub n: usize,
}

/// How right the answers of each certainty are, least sure first; empty where nobody was asked.
pub fn calibration(items: &[&Item]) -> Vec<Calibration> {
    let of = |certainty: Certainty| {
        let cells = items.iter().flat_map(|item| {
            let given = item.marked().filter(|it| it.state == State::Answered);
            let sure = given.filter(move |cell| cell.certainty == Some(certainty));
            sure.map(|cell| item.share(cell))
        });
        let shares: Vec<f64> = cells.collect();
        Calibration {
            certainty,
            share: share(shares.iter().sum(), shares.len()),
            n: shares.len(),
        }
    };
    let all: Vec<Calibration> = Certainty::ALL.into_iter().map(of).collect();
    match all.iter().all(|it| it.n == 0) {
        true => Vec::new(),
        false => all,
    }
}

/// Questions that pupils got wrong though they were sure, most often first: the question by its
/// place in `items`, and the places of the pupils.
pub fn sure_and_wrong(items: &[&Item]) -> Vec<(usize, Vec<u32>)> {
    let of_item = |(place, item): (usize, &&Item)| {
        let wrong = item.marked().filter(|cell| {
            cell.certainty == Some(Certainty::Sure)
                && u32::from(cell.awarded) * 2 < item.available.max(1)
        });
        (place, wrong.map(|cell| cell.pupil).collect::<Vec<u32>>())
    };
    let mut all: Vec<_> = items.iter().enumerate().map(of_item).collect();
    all.retain(|(_, pupils)| !pupils.is_empty());
    all.sort_by_key(|(_, pupils)| std::cmp::Reverse(pupils.len()));
    all
}
