//! What is matched: pairs, and items with their places.

use super::parts::{Numbers, chosen, equals, label, plain, share_if, text};
use super::task::{Task, told};
use crate::stable_shuffle::stable_shuffle;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::{Matching, Ordering};

/// `matching`: one for each pair.
pub(super) fn matching(question: &Question, body: &Matching) -> Task {
    let rights: Vec<&str> = body.rights().collect();
    let order = stable_shuffle(question, rights.len(), body.pairs.len());
    let offered: Vec<&str> = order
        .into_iter()
        .filter_map(|index| rights.get(index).copied())
        .collect();
    let pairs = body
        .pairs
        .iter()
        .map(|it| (it.left.as_str(), it.right.as_str()));
    let told = body
        .pairs
        .iter()
        .filter_map(|it| told(&it.left, None, it.feedback.as_ref().map(|it| it.as_str())));
    Task {
        told: told.collect(),
        ..task(question, &pairs.collect::<Vec<_>>(), &offered)
    }
}

/// `ordering`: items with their places.
pub(super) fn ordering(question: &Question, body: &Ordering) -> Task {
    let count = body.items.len();
    let places: Vec<String> = (1..=count).map(|place| place.to_string()).collect();
    let offered: Vec<&str> = places.iter().map(String::as_str).collect();
    let pairs: Vec<(&str, &str)> = stable_shuffle(question, count, count)
        .into_iter()
        .filter_map(|index| Some((body.items.get(index)?.as_str(), *offered.get(index)?)))
        .collect();
    task(question, &pairs, &offered)
}

/// Lefts with what belongs to each; every left offers all rights, under the same numbers.
fn task(question: &Question, pairs: &[(&str, &str)], offered: &[&str]) -> Task {
    let mut numbers = Numbers::of(question);
    let mut rights: Vec<(&str, String)> = Vec::new();
    for right in offered {
        if !rights.iter().any(|(known, _)| known == right) {
            rights.push((right, numbers.next()));
        }
    }
    let mut task = Task {
        form: "matching_question",
        ..Task::default()
    };
    for (index, (left, right)) in pairs.iter().enumerate() {
        let response = format!("response_{}", numbers.next());
        let labels = rights
            .iter()
            .map(|(text, number)| label(number, plain(text)));
        let key = rights.iter().find(|(text, _)| text == right);
        task.scoring
            .extend(key.map(|(_, number)| share_if(equals(&response, number), index, pairs.len())));
        task.responses
            .push(chosen(&response, "Single", Some(text(left)), labels));
    }
    task
}
