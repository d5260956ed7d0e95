//! How difficult each question is, and how well it separates strong from weak pupils.

use serde::Serialize;

use super::intervals::{Measured, as_f64, correlation, mean_share};
use super::table::{Cell, Item, ItemKey, Scores, State};

/// The statistics of a question.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ItemStatistics {
    /// The question.
    #[serde(flatten)]
    pub key: ItemKey,
    /// The marks available.
    pub available: u32,
    /// Pupils with a mark: they answered, or could have.
    pub n: usize,
    /// Of these, how many chose to go on without an answer.
    pub skipped: usize,
    /// Of these, how many left it blank.
    pub omitted: usize,
    /// Pupils who did not come so far; they are not among `n`.
    pub not_reached: usize,
    /// Pupils whose answer a person has still to mark; they are not among `n`.
    pub waiting: usize,
    /// The mean share of the marks (Moodle: facility index / 100; dexter: pvalue).
    pub facility: Measured,
    /// The mean mark (dexter: mean_score); `None` without pupils.
    pub mean: Option<f64>,
    /// The standard deviation of the marks, with n − 1 (Moodle's, as marks and not as per cent;
    /// dexter's sd_score, which divides by n, is smaller by the factor √((n − 1) / n)).
    pub standard_deviation: Option<f64>,
    /// The correlation of the mark with the score on all questions, this one among them (dexter:
    /// rit).
    pub item_total: Measured,
    /// The correlation of the mark with the score on the other questions (Moodle: discrimination
    /// index / 100; dexter: rir).
    pub item_rest: Measured,
    /// The covariance of the mark with the score on the others, as a share of the largest that the
    /// same marks and scores could have (Moodle: discriminative efficiency / 100).
    pub discriminative_efficiency: Option<f64>,
    /// The mean share that a pupil earns who picks at random (Moodle: random guess score / 100);
    /// `None` where that is not known.
    pub random_guess: Option<f64>,
}

/// The statistics of a question. `scores` are those of the pupils on all questions, this one among
/// them.
pub fn statistics(item: &Item, scores: &[Scores], random_guess: Option<f64>) -> ItemStatistics {
    let marked: Vec<&Cell> = item.marked().collect();
    let n = marked.len();
    let marks: Vec<f64> = marked.iter().map(|it| f64::from(it.awarded)).collect();
    let (with_rest, rests) = against_rest(item, scores);
    let score = |cell: &Cell| scores[cell.pupil as usize].share().unwrap_or(0.0);
    let totals: Vec<f64> = marked.iter().map(|cell| score(cell)).collect();
    let shares: Vec<f64> = marked.iter().map(|it| item.share(it)).collect();
    ItemStatistics {
        key: item.key.clone(),
        available: item.available,
        n,
        skipped: item.count(State::Skipped),
        omitted: item.count(State::Omitted),
        not_reached: item.count(State::NotReached),
        waiting: item.count(State::Waiting),
        facility: mean_share(&shares),
        mean: mean(&marks),
        standard_deviation: variance(&marks).map(f64::sqrt),
        item_total: correlation(pearson(&marks, &totals), n),
        item_rest: correlation(pearson(&with_rest, &rests), with_rest.len()),
        discriminative_efficiency: efficiency(&with_rest, &rests),
        random_guess,
    }
}

/// The marks of a question, and beside each the share that the same pupil earned of the other
/// questions; without pupils who have no others.
fn against_rest(item: &Item, scores: &[Scores]) -> (Vec<f64>, Vec<f64>) {
    let with_rest = item.marked().filter_map(|cell| {
        let rest = scores[cell.pupil as usize].rest(item, cell)?;
        Some((f64::from(cell.awarded), rest))
    });
    with_rest.unzip()
}

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / as_f64(values.len()))
}

/// The variance with n − 1; `None` of fewer than two.
pub fn variance(values: &[f64]) -> Option<f64> {
    covariance(values, values)
}

/// The covariance with n − 1; `None` of fewer than two.
fn covariance(first: &[f64], second: &[f64]) -> Option<f64> {
    let (first_mean, second_mean) = (mean(first)?, mean(second)?);
    let products = first.iter().zip(second);
    let sum: f64 = products
        .map(|(a, b)| (a - first_mean) * (b - second_mean))
        .sum();
    (first.len() > 1).then(|| sum / as_f64(first.len() - 1))
}

/// The product-moment correlation; `None` where one side does not vary.
pub fn pearson(first: &[f64], second: &[f64]) -> Option<f64> {
    let spread = variance(first)? * variance(second)?;
    // What should be 0 can come out as a rounding error.
    (spread > 1e-20).then_some(covariance(first, second)? / spread.sqrt())
}

/// The covariance as a share of the one that both have when each is sorted.
fn efficiency(marks: &[f64], rests: &[f64]) -> Option<f64> {
    let sorted = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let most = covariance(&sorted(marks), &sorted(rests))?;
    (most > 1e-20).then_some(covariance(marks, rests)? / most)
}
