//! Marks that a person decides, under the rules of the question.

use serde::{Deserialize, Serialize};

use super::{Basis, Mark, Verdict, Verdicts, scale};
use crate::quiz::Question;
use crate::quiz::body::{Body, Extended, ShortAnswer};

/// What a person decided about a written answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// `inference`: for each one asked for, whether it is valid, and whether a detail supports it.
    Inferences(Vec<(bool, bool)>),
    /// `short-answer`: the credit points that were made, by their places.
    Points(Vec<usize>),
    /// `extended`: the marks for each criterion.
    Levels(Vec<u32>),
}

/// Why a judgement was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JudgementError {
    /// The question is not of a kind that is judged in this way.
    #[error("this kind of question is not judged like that")]
    OtherKind,
    /// There are more or fewer parts than the question has.
    #[error("the number of parts must be {expected}")]
    Parts {
        /// How many the question has.
        expected: usize,
    },
    /// No such credit point.
    #[error("there is no point {}", .0 + 1)]
    NoPoint(usize),
    /// No level of the criterion holds that mark.
    #[error("no level of criterion {} is worth {mark}", criterion + 1)]
    NoLevel {
        /// The place of the criterion.
        criterion: usize,
        /// The mark.
        mark: u32,
    },
}

/// Turns a judgement into a mark.
///
/// # Errors
///
/// Where the judgement is for another kind of question, has too many or too few parts, or names a
/// point or a mark that the question does not have.
pub fn judge(question: &Question, judgement: &Judgement) -> Result<Mark, JudgementError> {
    let available = question.available();
    let (awarded, verdicts) = match (&question.body, judgement) {
        (Body::Inference(body), Judgement::Inferences(given)) => {
            inferences(available, body.count, given)?
        }
        (Body::ShortAnswer(body), Judgement::Points(made)) => points(available, body, made)?,
        (Body::Extended(body), Judgement::Levels(marks)) => (levels(body, marks)?, Verdicts::new()),
        _ => return Err(JudgementError::OtherKind),
    };
    Ok(Mark {
        awarded: awarded.min(available),
        available,
        basis: Basis::Judged,
        doubtful: 0,
        verdicts,
    })
}

/// One mark for a valid inference and one for its detail; a detail earns nothing without one.
fn inferences(
    available: u32,
    count: u32,
    given: &[(bool, bool)],
) -> Result<(u32, Verdicts), JudgementError> {
    let expected = count as usize;
    if given.len() != expected {
        return Err(JudgementError::Parts { expected });
    }
    let verdict = |earned| {
        if earned {
            Verdict::Right
        } else {
            Verdict::Missed
        }
    };
    let verdicts: Verdicts = given
        .iter()
        .flat_map(|(valid, detail)| [verdict(*valid), verdict(*valid && *detail)])
        .collect();
    let earned = verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::Right)
        .count() as u32;
    Ok((scale(available, earned, count * 2), verdicts))
}

fn points(
    available: u32,
    body: &ShortAnswer,
    made: &[usize],
) -> Result<(u32, Verdicts), JudgementError> {
    if let Some(&index) = made.iter().find(|index| **index >= body.points.len()) {
        return Err(JudgementError::NoPoint(index));
    }
    let counts = met_needs(body, made);
    let verdict = |index: usize| match (counts[index], made.contains(&index)) {
        (true, _) => Verdict::Right,
        (false, true) => Verdict::Wrong,
        (false, false) => Verdict::Missed,
    };
    Ok((
        count_points(available, body, made),
        (0..body.points.len()).map(verdict).collect(),
    ))
}

/// The sum of the points made, without those whose needs are not met, held to the cap for
/// one-sided answers and to the tariff.
pub(super) fn count_points(available: u32, body: &ShortAnswer, made: &[usize]) -> u32 {
    let counts = met_needs(body, made);
    let earning = || {
        body.points
            .iter()
            .zip(&counts)
            .filter(|(_, counts)| **counts)
            .map(|(it, _)| it)
    };
    let sum: u32 = earning().map(|point| point.marks).sum();
    let mut groups = earning().filter_map(|point| point.group.as_deref());
    let first = groups.next();
    let one_sided = groups.all(|group| Some(group) == first);
    let cap = body
        .caps
        .one_group
        .as_ref()
        .filter(|_| one_sided)
        .map_or(available, |cap| **cap);
    sum.min(cap).min(available)
}

/// Which of the points made have their needs met, by points that count themselves.
pub(super) fn met_needs(body: &ShortAnswer, made: &[usize]) -> Vec<bool> {
    let mut counts: Vec<bool> = (0..body.points.len())
        .map(|index| made.contains(&index))
        .collect();
    let place = |id: &str| {
        body.points
            .iter()
            .position(|point| point.id.as_ref().is_some_and(|it| *it.value == *id))
    };
    loop {
        let lost = (0..counts.len()).find(|&index| {
            let unmet = |need: &str| !place(need).is_some_and(|place| counts[place]);
            counts[index] && body.points[index].needs.iter().any(|need| unmet(need))
        });
        match lost {
            Some(index) => counts[index] = false,
            None => return counts,
        }
    }
}

fn levels(body: &Extended, marks: &[u32]) -> Result<u32, JudgementError> {
    let expected = body.criteria.len();
    if marks.len() != expected {
        return Err(JudgementError::Parts { expected });
    }
    for (criterion, &mark) in marks.iter().enumerate() {
        if mark > body.criteria[criterion].available() {
            return Err(JudgementError::NoLevel { criterion, mark });
        }
    }
    Ok(marks.iter().sum())
}
