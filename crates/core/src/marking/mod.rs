//! (Question, answer) → mark. The only place that knows what an answer is worth.
//!
//! [`mark`] holds an answer against the key; [`written::Scheme`] holds a written one against
//! credit points; [`judge`] turns what a person decided about it into a mark, under the rules of
//! the question (caps, needs, levels).
//! Rules and tariffs are those of each kind's body in `quiz::body`.

mod answer;
mod choices;
mod gaps;
mod judged;
mod orders;
pub mod written;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::quiz::{Body, Question};

pub use answer::{Answer, Cell, Written};
pub use gaps::{NearMiss, nearly};
pub use judged::{Judgement, JudgementError, judge};

/// How a mark was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Held against a key.
    Exact,
    /// A written answer held against credit points.
    Matched,
    /// A person decided.
    Judged,
}

/// What became of one element of an answer: an option, a statement, a gap, a point ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Given, and right.
    Right,
    /// Given, and wrong.
    Wrong,
    /// Not given, though it was right.
    Missed,
    /// Not given, and rightly so.
    Left,
    /// A person must say.
    Unsure,
}

/// The verdicts of a mark, by the author's order; no allocation up to 32 elements.
pub type Verdicts = SmallVec<[Verdict; 32]>;

/// What an answer earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mark {
    /// Marks awarded: 0 to `available`.
    pub awarded: u32,
    /// Marks available: the tariff.
    pub available: u32,
    /// How it was reached.
    pub basis: Basis,
    /// Marks that a person may have to add, because the program is not sure.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubtful: u32,
    /// What became of each element. For `paired`, the claims and then the evidence; for
    /// `inference`, two for each inference asked for; for `extended`, none.
    pub verdicts: Verdicts,
}

impl Mark {
    /// Whether every mark was earned.
    pub fn is_full(&self) -> bool {
        self.awarded == self.available
    }
}

/// Marks an answer by the key of its question: `None` for the written kinds, which a person
/// judges, and for an answer of another kind.
///
/// Indices beyond what the question offers earn nothing, and repeated ones count once, so that
/// every answer of the right kind has a mark.
pub fn mark(question: &Question, answer: &Answer) -> Option<Mark> {
    let (earned, elements, verdicts) = match (&question.body, answer) {
        (Body::SingleChoice(body), Answer::Choice(chosen)) => {
            choices::single(body.options.iter().map(|option| option.correct), *chosen)
        }
        (Body::MultipleResponse(body), Answer::Choices(chosen)) => {
            let keys = body.options.iter().map(|option| option.correct);
            choices::several(keys, chosen, body.all_or_nothing)
        }
        (Body::Evidence(body), Answer::Choices(chosen)) => {
            let keys = body.offered().iter().map(|candidate| candidate.correct);
            choices::several(keys, chosen, false)
        }
        (Body::TrueFalse(body), Answer::Truths(given)) => choices::statements(body, given),
        (Body::Paired(body), Answer::Paired { claim, evidence }) => {
            choices::paired(body, *claim, *evidence)
        }
        (Body::Matching(body), Answer::Pairs(given)) => orders::matching(body, given),
        (Body::Ordering(body), Answer::Order(given)) => orders::ordering(body.items.len(), given),
        (Body::Cloze(body), Answer::Gaps(given)) => gaps::cloze(body, given),
        (Body::Grid(body), Answer::Cells(given)) => gaps::grid(body, given),
        (Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_), _) => return None,
        // An answer of another kind.
        (
            Body::SingleChoice(_)
            | Body::MultipleResponse(_)
            | Body::Evidence(_)
            | Body::TrueFalse(_)
            | Body::Paired(_)
            | Body::Matching(_)
            | Body::Ordering(_)
            | Body::Cloze(_)
            | Body::Grid(_),
            _,
        ) => return None,
    };
    let available = question.available();
    let awarded = scale(available, earned, elements);
    Some(Mark {
        awarded,
        available,
        basis: Basis::Exact,
        doubtful: 0,
        verdicts,
    })
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// ⌊tariff × earned / elements⌋, in integers.
fn scale(tariff: u32, earned: u32, elements: u32) -> u32 {
    let share = u64::from(tariff) * u64::from(earned.min(elements)) / u64::from(elements.max(1));
    u32::try_from(share).expect("a share of the tariff is not larger than the tariff")
}

/// Earned elements, all elements, and the verdict on each.
type Count = (u32, u32, Verdicts);
