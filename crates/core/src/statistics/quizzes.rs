//! How well a quiz as a whole measures.

use serde::Serialize;

use super::intervals::{Measured, as_f64, reliability};
use super::items::{mean, variance};
use super::table::{Item, Responses, State};

/// The statistics of all questions together, over the pupils who have a mark for each of them, or
/// did not come so far.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuizStatistics {
    /// The questions.
    pub questions: usize,
    /// The marks available.
    pub available: u32,
    /// The pupils who count.
    pub n: usize,
    /// The pupils who do not: they were asked other questions, or a person has still to mark.
    pub incomplete: usize,
    /// The mean mark.
    pub mean: Option<f64>,
    /// The median mark.
    pub median: Option<f64>,
    /// The standard deviation of the marks, with n − 1.
    pub standard_deviation: Option<f64>,
    /// Alpha: k / (k − 1) · (1 − sum of the questions' variances / variance of the totals). Moodle:
    /// coefficient of internal consistency / 100. L. J. Cronbach, «Coefficient Alpha and the
    /// Internal Structure of Tests», Psychometrika 16 (1951), 297–334.
    pub alpha: Measured,
    /// √(1 − alpha): the share of the standard deviation that is chance (Moodle: error ratio / 100).
    pub error_ratio: Option<f64>,
    /// The error ratio times the standard deviation: so many marks a pupil's mark may well be off
    /// (Moodle: standard error).
    pub standard_error: Option<f64>,
}

/// The statistics of these questions together.
pub fn statistics(responses: &Responses, items: &[&Item]) -> QuizStatistics {
    let mut marks = vec![0_u32; responses.pupils.len()];
    let mut asked = vec![0_usize; responses.pupils.len()];
    let mut is_known = vec![false; responses.pupils.len()];
    for cell in items.iter().flat_map(|item| &item.cells) {
        let pupil = cell.pupil as usize;
        is_known[pupil] = true;
        if cell.state != State::Waiting {
            marks[pupil] += u32::from(cell.awarded);
            asked[pupil] += 1;
        }
    }
    let is_complete = |pupil: usize| !items.is_empty() && asked[pupil] == items.len();
    let complete = (0..marks.len()).filter(|pupil| is_complete(*pupil));
    let totals: Vec<f64> = complete.map(|pupil| f64::from(marks[pupil])).collect();
    let of_item = |item: &&Item| {
        let cells = item.cells.iter();
        let cells = cells.filter(|cell| is_complete(cell.pupil as usize));
        let marks: Vec<f64> = cells.map(|cell| f64::from(cell.awarded)).collect();
        variance(&marks)
    };
    let variances: Option<Vec<f64>> = items.iter().map(of_item).collect();
    let spread = variance(&totals);
    let alpha = variances.and_then(|variances| alpha(&variances, &totals));
    let n = totals.len();
    let alpha = reliability(alpha, n, items.len());
    let error_ratio = alpha.value().map(|alpha| (1.0 - alpha).max(0.0).sqrt());
    let standard_deviation = spread.map(f64::sqrt);
    QuizStatistics {
        questions: items.len(),
        available: items.iter().map(|item| item.available).sum(),
        n,
        incomplete: is_known.iter().filter(|known| **known).count() - n,
        mean: mean(&totals),
        median: median(totals),
        standard_deviation,
        alpha,
        error_ratio,
        standard_error: error_ratio.zip(standard_deviation).map(|(a, b)| a * b),
    }
}

/// Alpha from the variances of the questions and the totals of the pupils; `None` where the totals
/// do not vary or there is one question.
pub fn alpha(variances: &[f64], totals: &[f64]) -> Option<f64> {
    let spread = variance(totals).filter(|spread| *spread > 0.0)?;
    let k = as_f64(variances.len());
    (k > 1.0).then(|| k / (k - 1.0) * (1.0 - variances.iter().sum::<f64>() / spread))
}

/// The middle value, or the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        _ if values.is_empty() => None,
        1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}
