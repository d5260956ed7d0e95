//! How sure pupils were, and whether they were right.

use serde::Serialize;

use super::intervals::{Measured, mean_share, reliability};
use super::items::variance;
use super::quizzes;
use super::table::{Item, Responses, State};
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
            share: mean_share(&shares),
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

/// Alpha where each answer is scored by how sure the pupil was: what a full mark earns with
/// certainty, and half of it, counts above what is a guess; the reverse for a wrong one. Beside alpha
/// of the marks it shows what asking for certainty adds. `None` where nobody was asked.
///
/// The scores are those of A. R. Gardner-Medwin's certainty-based marking (1, 2 and 3 for right
/// answers, 0, −2 and −6 for wrong ones): «Confidence-based Marking», in C. Bryan and K. Clegg
/// (eds), «Innovative Assessment in Higher Education» (2006). Marks in parts are scored in between.
pub fn alpha(responses: &Responses, items: &[&Item]) -> Option<CertaintyAlpha> {
    let is_asked = |item: &&&Item| item.cells.iter().any(|cell| cell.certainty.is_some());
    let asked: Vec<&Item> = items.iter().filter(is_asked).copied().collect();
    if asked.len() < 2 {
        return None;
    }
    // For each pupil and question the share of the marks, and the score with certainty.
    let mut rows: Vec<Vec<(f64, f64)>> = vec![Vec::new(); responses.pupils.len()];
    for item in &asked {
        for cell in item.marked() {
            let share = item.share(cell);
            let (right, wrong) = match cell.certainty {
                Some(Certainty::Sure) => (3.0, -6.0),
                Some(Certainty::Fair) => (2.0, -2.0),
                Some(Certainty::Guess) => (1.0, 0.0),
                None => (0.0, 0.0),
            };
            let scored = share * right + (1.0 - share) * wrong;
            rows[cell.pupil as usize].push((share, scored));
        }
    }
    rows.retain(|row| row.len() == asked.len());
    let of = |pick: fn(&(f64, f64)) -> f64| {
        let variances = (0..asked.len()).map(|place| {
            let column: Vec<f64> = rows.iter().map(|row| pick(&row[place])).collect();
            variance(&column)
        });
        let variances: Option<Vec<f64>> = variances.collect();
        let totals: Vec<f64> = rows.iter().map(|row| row.iter().map(pick).sum()).collect();
        let alpha = variances.and_then(|variances| quizzes::alpha(&variances, &totals));
        reliability(alpha, rows.len(), asked.len())
    };
    Some(CertaintyAlpha {
        marks: of(|it| it.0),
        with_certainty: of(|it| it.1),
    })
}

/// Alpha of the same pupils and questions in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CertaintyAlpha {
    /// Of the shares of the marks.
    pub marks: Measured,
    /// Of the scores with certainty.
    pub with_certainty: Measured,
}
