//! Questions that did not work, and what to change.

use std::collections::BTreeSet;

use serde::Serialize;

use super::gather::Asked;
use super::teaching::count_of;
use super::{Place, QuestionReport};
use crate::quiz::Body;
use crate::statistics::ItemKey;
use crate::statistics::intervals::{ENOUGH_FOR_CORRELATION, Interval, as_f64};
use crate::statistics::options::KeyDoubt;
use crate::statistics::source_dependence::{Found, Gap, Verdict};

/// A question that did not work.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fault {
    /// The question.
    pub question: ItemKey,
    /// Its number in the quiz.
    pub number: Option<usize>,
    /// Its stem.
    pub stem: Option<String>,
    /// The file and the line at which it begins.
    pub place: Option<Place>,
    /// What did not work.
    pub trouble: Trouble,
}

/// What did not work, the worst first.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The key may be wrong.
    KeyDoubt(KeyDoubt),
    /// Weak pupils do better than strong ones: the interval of the item-rest correlation lies below 0.
    Negative {
        /// The correlation.
        value: f64,
        /// Its interval.
        interval: Interval,
    },
    /// It is answered as well without its passage.
    WithoutSource(Gap),
    /// It is answered no better than by guessing: the interval of the facility lies below the
    /// random guess score and a tenth.
    Guessing {
        /// The facility.
        facility: f64,
        /// The random guess score.
        guess: f64,
    },
    /// Nobody earned a mark.
    NobodyRight {
        /// How many tried.
        n: usize,
    },
    /// Many did not come so far.
    NotReached {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
    },
    /// Nobody chose these wrong options.
    Unused {
        /// Their names.
        options: Vec<String>,
        /// How many could have chosen them.
        n: usize,
    },
    /// Everybody earned all marks.
    TooEasy {
        /// How many.
        n: usize,
    },
}

impl Trouble {
    /// The worst first.
    fn rank(&self) -> u8 {
        match self {
            Self::KeyDoubt(_) | Self::NobodyRight { .. } => 0,
            Self::Negative { .. } => 1,
            Self::WithoutSource(_) => 2,
            Self::Guessing { .. } => 3,
            Self::NotReached { .. } => 4,
            Self::Unused { .. } => 5,
            Self::TooEasy { .. } => 6,
        }
    }
}

/// From so many pupils on "everybody" says something.
const EVERYBODY: usize = 10;
/// Where more than this share did not come so far, the time was too short.
const MANY: f64 = 0.2;

/// The questions that did not work, the worst first; of each its worst fault.
pub fn faults(asked: &[Asked<'_>], reports: &[QuestionReport]) -> Vec<Fault> {
    let found = asked.iter().zip(reports);
    let found = found.filter_map(|(asked, report)| {
        Some(Fault {
            question: asked.item.key.clone(),
            number: report.number,
            stem: report.stem.clone(),
            place: report.place.clone(),
            trouble: trouble(asked, report)?,
        })
    });
    let mut faults: Vec<Fault> = found.collect();
    // Pupils who did not get to a question did not get to those after it in its quiz.
    let mut quizzes: BTreeSet<String> = BTreeSet::new();
    faults.retain(|it| match it.trouble {
        Trouble::NotReached { .. } => quizzes.insert(it.question.quiz.clone()),
        _ => true,
    });
    faults.sort_by_key(|it| it.trouble.rank());
    faults
}

fn trouble(asked: &Asked<'_>, report: &QuestionReport) -> Option<Trouble> {
    let statistics = &report.statistics;
    if let Some(doubt) = &report.key_doubt {
        return Some(Trouble::KeyDoubt(doubt.clone()));
    }
    if let Some(rest) = statistics.item_rest.estimate()
        && rest.interval.high < 0.0
    {
        let (value, interval) = (rest.value, rest.interval);
        return Some(Trouble::Negative { value, interval });
    }
    if let Some(dependence) = &report.source_dependence
        && let Found::Gap(gap) = dependence.found
        && gap.verdict == Verdict::DoesNotNeedSource
    {
        return Some(Trouble::WithoutSource(gap));
    }
    if let (Some(facility), Some(guess)) = (statistics.facility.estimate(), statistics.random_guess)
        && guess > 0.0
        && facility.n >= ENOUGH_FOR_CORRELATION
        && facility.interval.high < guess + 0.1
    {
        let facility = facility.value;
        return Some(Trouble::Guessing { facility, guess });
    }
    let (missed, of) = (
        statistics.not_reached,
        statistics.not_reached + statistics.n,
    );
    if of >= EVERYBODY && as_f64(missed) > MANY * as_f64(of) {
        return Some(Trouble::NotReached { count: missed, of });
    }
    let n = statistics.n;
    if n >= EVERYBODY && statistics.facility.value() == Some(0.0) {
        return Some(Trouble::NobodyRight { n });
    }
    if n >= EVERYBODY && statistics.facility.value() == Some(1.0) {
        return Some(Trouble::TooEasy { n });
    }
    let unused = unused(asked);
    (n >= ENOUGH_FOR_CORRELATION && !unused.is_empty())
        .then_some(Trouble::Unused { options: unused, n })
}

/// The wrong options of a question with options that nobody chose.
fn unused(asked: &Asked<'_>) -> Vec<String> {
    let has_options = asked.question.is_some_and(|question| {
        matches!(
            question.body,
            Body::SingleChoice(_) | Body::MultipleResponse(_) | Body::Paired(_)
        )
    });
    let wrong = asked.offered.iter().filter(|it| has_options && !it.is_key);
    let unused = wrong.filter(|it| count_of(asked.item, it) == 0);
    unused.map(|it| it.name.clone()).collect()
}
