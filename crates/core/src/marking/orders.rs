//! Marking what is put in relation: pairs, and items in order.

use super::{Count, Verdict, Verdicts, choices};
use crate::quiz::body::Matching;

/// One element for each pair. The right of number n belongs to the left of number n.
pub fn matching(body: &Matching, given: &[Option<usize>]) -> Count {
    let verdicts: Verdicts = (0..body.pairs.len())
        .map(|left| match given.get(left).copied().flatten() {
            None => Verdict::Missed,
            Some(right) if right == left => Verdict::Right,
            Some(_) => Verdict::Wrong,
        })
        .collect();
    choices::counted(verdicts)
}

/// An element a pair of neighbours, so that a reversed list earns nothing. The verdicts are those
/// of the items: right where the item stands behind its predecessor, or first as it should.
pub fn ordering(items: usize, given: &[usize]) -> Count {
    let mut verdicts: Verdicts = std::iter::repeat_n(Verdict::Missed, items).collect();
    let mut earned = 0;
    let mut before: Option<usize> = None;
    for &item in given {
        // A repeated item counts where it stands first.
        if item >= items || verdicts[item] != Verdict::Missed {
            continue;
        }
        let follows = before.is_some_and(|before| before + 1 == item);
        earned += u32::from(follows);
        let right = follows || (before.is_none() && item == 0);
        verdicts[item] = if right {
            Verdict::Right
        } else {
            Verdict::Wrong
        };
        before = Some(item);
    }
    (earned, items.saturating_sub(1) as u32, verdicts)
}
