//! What the minutes that are left over are spent on: skills that are not secure.

use super::plan::Known;
use super::{Ledger, Standing};
use crate::quiz::Skill;
use crate::record::Day;

/// A question that was answered within so many days, today among them, is not practised again: it
/// would be known by heart rather than by skill.
pub(super) const FRESH_DAYS: u32 = 2;

/// The skills that are not secure on a day, the weakest first: by the lower bound of mastery.
pub(super) fn weak_skills(ledger: &Ledger, today: Day) -> Vec<Skill> {
    let mut weak: Vec<(f64, Skill)> = Vec::new();
    for skill in Skill::ALL {
        match ledger.evidence(*skill).mastery(today.0) {
            Some(mastery) if mastery.standing == Standing::Secure => {}
            Some(mastery) => weak.push((mastery.low, *skill)),
            None => weak.push((0.0, *skill)),
        }
    }
    weak.sort_by(|a, b| a.0.total_cmp(&b.0));
    weak.into_iter().map(|(_, skill)| skill).collect()
}

/// One question of each weak skill by turns, the weakest skill first; of a skill first what is
/// remembered least. The questions are given with their skill and the recall of today.
pub(super) fn by_turns(
    weak: &[Skill],
    questions: impl Iterator<Item = (usize, Skill, f32)>,
) -> Vec<usize> {
    let mut of_skill: Vec<Vec<(f32, usize)>> = vec![Vec::new(); weak.len()];
    for (place, skill, recall) in questions {
        if let Some(number) = weak.iter().position(|it| *it == skill) {
            of_skill[number].push((recall, place));
        }
    }
    let mut turns: Vec<(usize, usize, usize)> = Vec::new();
    for (number, questions) in of_skill.iter_mut().enumerate() {
        questions.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let each = questions.iter().enumerate();
        turns.extend(each.map(|(turn, (_, place))| (turn, number, *place)));
    }
    turns.sort_unstable();
    turns.into_iter().map(|(_, _, place)| place).collect()
}

/// The questions of weak skills that can be practised today. One that has rested comes only when
/// it is due.
pub(super) fn practice(known: &[Known<'_>], ledger: &Ledger, today: Day) -> Vec<usize> {
    let questions = known.iter().enumerate().filter_map(|(place, it)| {
        let item = it
            .item
            .filter(|item| item.rests == 0 && today.since(item.last) >= FRESH_DAYS)?;
        Some((place, item.skill, it.recall.unwrap_or(0.0)))
    });
    by_turns(&weak_skills(ledger, today), questions)
}
