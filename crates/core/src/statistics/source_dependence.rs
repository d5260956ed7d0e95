//! Whether a question needs its source: how well it is answered without its passage.

use serde::Serialize;

use super::intervals::{ENOUGH_FOR_SOURCE, Interval, TooFew, difference, mean_interval};
use super::table::{Item, State};

/// How a question is answered with and without its passage.
///
/// The same pupils may be in both groups. Their answers then go together, and the true interval of
/// the gap is narrower than this one, which takes the groups for independent.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SourceDependence {
    /// Answers with the passage.
    pub with_source: usize,
    /// Answers without it. What was passed over earns nothing.
    pub without_source: usize,
    /// How many of these were passed over.
    pub passed_over: usize,
    /// The figures, or how many answers without the passage are missing.
    #[serde(flatten)]
    pub found: Found,
}

/// The figures.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// There are enough answers of both kinds.
    Gap(Gap),
    /// There are too few.
    TooFew(TooFew),
}

/// The difference that the passage makes.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Gap {
    /// The share of the marks with the passage.
    pub facility_with: f64,
    /// Its interval.
    pub with_interval: Interval,
    /// The share of the marks without it.
    pub facility_without: f64,
    /// Its interval.
    pub without_interval: Interval,
    /// The difference.
    pub gap: f64,
    /// Its interval.
    pub interval: Interval,
    /// What follows from it.
    pub verdict: Verdict,
}

/// What the difference says of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The passage helps beyond chance: the interval lies above 0.
    NeedsSource,
    /// It is answered as well without its passage, or nearly so: the interval lies below a tenth of the
    /// marks. It does not test source work.
    DoesNotNeedSource,
    /// The answers fit both, or most pupils passed it over.
    Undecided,
}

/// A gap below this share of the marks is too small to matter.
const SMALL: f64 = 0.1;

/// How a question is answered with and without its passage; `None` where nobody was asked without.
/// Of a question that several classes were asked, `items` are its answers in each.
pub fn source_dependence(items: &[&Item]) -> Option<SourceDependence> {
    let with: Vec<f64> = items
        .iter()
        .flat_map(|item| item.marked().map(|cell| item.share(cell)))
        .collect();
    let without: Vec<f64> = items
        .iter()
        .flat_map(|item| item.probes.iter().map(|cell| item.share(cell)))
        .collect();
    let probes = items.iter().flat_map(|item| &item.probes);
    let passed_over = probes.filter(|cell| cell.state == State::Skipped).count();
    if without.is_empty() {
        return None;
    }
    let fewest = with.len().min(without.len());
    let found = match fewest < ENOUGH_FOR_SOURCE {
        true => Found::TooFew(TooFew {
            have: fewest,
            need: ENOUGH_FOR_SOURCE,
        }),
        false => Found::Gap(gap(&with, &without, passed_over)),
    };
    Some(SourceDependence {
        with_source: with.len(),
        without_source: without.len(),
        passed_over,
        found,
    })
}

fn gap(with: &[f64], without: &[f64], passed_over: usize) -> Gap {
    // Those who do not try say nothing about what can be known without the passage.
    let most_tried = 2 * passed_over <= without.len();
    let (with, without) = (mean_interval(with), mean_interval(without));
    let interval = difference(with, without);
    let verdict = match interval {
        Interval { low, .. } if low > 0.0 && most_tried => Verdict::NeedsSource,
        Interval { high, .. } if high < SMALL => Verdict::DoesNotNeedSource,
        _ => Verdict::Undecided,
    };
    Gap {
        facility_with: with.0,
        with_interval: with.1,
        facility_without: without.0,
        without_interval: without.1,
        gap: with.0 - without.0,
        interval,
        verdict,
    }
}
