//! Marking what is picked: options, candidates, sentences, statements, claims with evidence.

use super::{Count, Verdict, Verdicts};
use crate::quiz::Truth;
use crate::quiz::body::{Paired, TrueFalse};

/// One element, earned by the key.
pub fn single(keys: impl Iterator<Item = bool>, chosen: Option<usize>) -> Count {
    let verdicts = verdicts(keys, |index| chosen == Some(index));
    (u32::from(verdicts.contains(&Verdict::Right)), 1, verdicts)
}

/// One element for each right option: max(0, hits − wrong), or all or nothing.
pub fn several(keys: impl Iterator<Item = bool>, chosen: &[usize], all_or_nothing: bool) -> Count {
    let verdicts = verdicts(keys, |index| chosen.contains(&index));
    let count = |wanted| {
        verdicts
            .iter()
            .filter(|verdict| **verdict == wanted)
            .count() as u32
    };
    let (hits, wrong, missed) = (
        count(Verdict::Right),
        count(Verdict::Wrong),
        count(Verdict::Missed),
    );
    let elements = hits + missed;
    let earned = match all_or_nothing {
        true if wrong + missed > 0 => 0,
        true => elements,
        false => hits.saturating_sub(wrong),
    };
    (earned, elements, verdicts)
}

/// An element a statement.
pub fn statements(body: &TrueFalse, given: &[Option<Truth>]) -> Count {
    let verdicts: Verdicts = body
        .statements
        .iter()
        .enumerate()
        .map(
            |(index, statement)| match given.get(index).copied().flatten() {
                None => Verdict::Missed,
                given if given == statement.answer => Verdict::Right,
                Some(_) => Verdict::Wrong,
            },
        )
        .collect();
    counted(verdicts)
}

/// Two elements: both for claim and evidence, one for the claim alone, none for evidence alone.
pub fn paired(body: &Paired, claim: Option<usize>, evidence: Option<usize>) -> Count {
    let mut all = verdicts(body.claims.iter().map(|it| it.correct), |index| {
        claim == Some(index)
    });
    let claimed = all.contains(&Verdict::Right);
    // Of several right pieces of evidence the student picks one, and misses none of the others.
    let right = |index: usize| body.evidence.get(index).is_some_and(|it| it.correct);
    let shown = evidence.is_some_and(right);
    all.extend(body.evidence.iter().enumerate().map(|(index, candidate)| {
        match (evidence == Some(index), candidate.correct) {
            (true, true) => Verdict::Right,
            (true, false) => Verdict::Wrong,
            (false, true) if !shown => Verdict::Missed,
            (false, _) => Verdict::Left,
        }
    }));
    (u32::from(claimed) + u32::from(claimed && shown), 2, all)
}

/// One element for each verdict, earned where it is [`Verdict::Right`].
pub fn counted(verdicts: Verdicts) -> Count {
    let right = verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::Right)
        .count() as u32;
    (right, verdicts.len() as u32, verdicts)
}

fn verdicts(keys: impl Iterator<Item = bool>, chosen: impl Fn(usize) -> bool) -> Verdicts {
    keys.enumerate()
        .map(|(index, correct)| match (chosen(index), correct) {
            (true, true) => Verdict::Right,
            (true, false) => Verdict::Wrong,
            (false, true) => Verdict::Missed,
            (false, false) => Verdict::Left,
        })
        .collect()
}
