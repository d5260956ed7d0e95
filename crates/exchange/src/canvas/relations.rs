//! What is matched: pairs, and items with their places.

use super::gaps;
use super::parts::{Numbers, chosen, equals, label, plain, share_if, text};
use super::task::{Task, remark};
use crate::lower::{Pair, Pairs};
use crate::stable_shuffle::stable_shuffle;
use sourcework_core::quiz::{Kind, Question};

/// Pairs: one for each. Every left side offers all right ones, under the same numbers; statements
/// have menus, which are shown in their order.
pub(super) fn task(question: &Question, body: &Pairs<'_>) -> Task {
    if question.kind() == Kind::TrueFalse {
        return gaps::statements(question, &body.pairs);
    }
    let in_order: Vec<&str> = body.rights().collect();
    let count = body.pairs.len();
    let shuffled = stable_shuffle(question, in_order.len(), count);
    // Of an ordering the items are shuffled, and the places are not.
    let (pairs, offered): (Vec<&Pair<'_>>, Vec<&str>) = match question.kind() {
        Kind::Ordering => (pick(&shuffled, body.pairs.iter()), in_order),
        _ => (
            body.pairs.iter().collect(),
            pick(&shuffled, in_order.into_iter()),
        ),
    };
    let mut numbers = Numbers::of(question);
    let mut rights: Vec<(&str, String)> = Vec::new();
    for right in offered {
        if !rights.iter().any(|(known, _)| *known == right) {
            rights.push((right, numbers.next()));
        }
    }
    let mut task = Task {
        form: "matching_question",
        ..Task::default()
    };
    for (index, pair) in pairs.into_iter().enumerate() {
        let response = format!("response_{}", numbers.next());
        let labels = rights
            .iter()
            .map(|(text, number)| label(number, plain(text)));
        let key = rights.iter().find(|(text, _)| *text == pair.right);
        task.scoring
            .extend(key.map(|(_, number)| share_if(equals(&response, number), index, count)));
        task.responses
            .push(chosen(&response, "Single", Some(text(&pair.left)), labels));
        task.remarks
            .extend(remark(&pair.left, pair.quote, pair.feedback));
    }
    task
}

/// The things at some places, in the order of the places.
fn pick<T: Copy>(order: &[usize], all: impl Iterator<Item = T>) -> Vec<T> {
    let all: Vec<T> = all.collect();
    order
        .iter()
        .filter_map(|index| all.get(*index).copied())
        .collect()
}
