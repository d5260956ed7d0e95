//! Match and order interactions: statements, pairs, items in order.

use super::choices::prompted;
use super::processing::{
    EARNED, earn, is_answered, mapping, name, number, operator, response, set, variable, when,
    worth,
};
use super::shown_after::afterwards;
use super::task::{Score, Task};
use crate::bodies::truth_of;
use crate::lower::{self, Pairs};
use crate::shared::flow::content;
use crate::stable_shuffle::stable_shuffle;
use crate::xml::Element;
use sourcework_core::quiz::{Kind, Question, Truth};

/// Pairs: one for each.
pub(super) fn pairs(question: &Question, body: &Pairs<'_>) -> Task {
    match question.kind() {
        Kind::TrueFalse => statements(question, body),
        _ => matching(question, body),
    }
}

/// A table of statements by true, false and not stated.
fn statements(question: &Question, body: &Pairs<'_>) -> Task {
    let statement = |index: usize| format!("statement-{}", index + 1);
    let numbered = || body.pairs.iter().enumerate();
    let right = numbered().filter_map(|(index, pair)| {
        let truth = truth_of(&pair.right)?;
        Some(format!("{} {}", statement(index), truth.as_str()))
    });
    let lefts = numbered().map(|(index, pair)| {
        side(statement(index), &pair.left, 1).children(afterwards(pair.quote, pair.feedback))
    });
    let rights = Truth::ALL.map(|it| side(it.as_str().to_owned(), it.shown(), 0));
    let interaction = table(body.pairs.len(), lefts.collect(), rights.into())
        .with("class", "qti-match-tabular")
        .with("shuffle", "false");
    task(question, right.collect(), interaction)
}

fn matching(question: &Question, body: &Pairs<'_>) -> Task {
    let left = |index: usize| format!("left-{}", index + 1);
    let right = |index: usize| format!("right-{}", index + 1);
    let pairs = (0..body.pairs.len()).map(|index| format!("{} {}", left(index), right(index)));
    let lefts = body.pairs.iter().enumerate().map(|(index, pair)| {
        side(left(index), &pair.left, 1).children(afterwards(pair.quote, pair.feedback))
    });
    let offered: Vec<&str> = body.rights().collect();
    let order = stable_shuffle(question, offered.len(), body.pairs.len());
    let rights = order.into_iter().filter_map(|index| {
        let text = offered.get(index)?;
        Some(side(right(index), text, 0))
    });
    let interaction = table(body.pairs.len(), lefts.collect(), rights.collect())
        .with("shuffle", question.shuffle.to_string());
    task(question, pairs.collect(), interaction)
}

fn side(identifier: String, text: &str, most: u32) -> Element {
    Element::new("qti-simple-associable-choice")
        .with("identifier", identifier)
        .with("match-max", most.to_string())
        .children(content(text))
}

fn table(most: usize, lefts: Vec<Element>, rights: Vec<Element>) -> Element {
    let set = |choices: Vec<Element>| Element::new("qti-simple-match-set").children(choices);
    Element::new("qti-match-interaction")
        .with("response-identifier", "RESPONSE")
        .with("max-associations", most.to_string())
        .child(set(lefts))
        .child(set(rights))
}

fn task(question: &Question, pairs: Vec<String>, interaction: Element) -> Task {
    let elements = lower::count(pairs.len());
    Task {
        rules: vec![earn_by_pairs()],
        responses: vec![pairs_response(pairs.clone(), pairs)],
        body: vec![prompted(interaction, &question.stem).into()],
        score: Score::Earned(elements),
        ..Task::default()
    }
}

/// A response of pairs: the right ones, and each that earns something.
pub(super) fn pairs_response(right: Vec<String>, earning: Vec<String>) -> Element {
    let worth = mapping(earning.into_iter().map(|pair| (pair, 1)));
    response("RESPONSE", "multiple", "directedPair", right, worth)
}

/// One for each pair that is worth something.
pub(super) fn earn_by_pairs() -> Element {
    when(is_answered("RESPONSE"), set(EARNED, worth("RESPONSE")))
}

/// Items in order: one for each pair of right neighbours, wherever they stand.
pub(super) fn order(question: &Question, items: &[&str]) -> Task {
    let count = items.len();
    let item = |index: usize| format!("item-{}", index + 1);
    let order = stable_shuffle(question, count, count);
    let choices = order.into_iter().filter_map(|index| {
        let text = items.get(index)?;
        Some(
            Element::new("qti-simple-choice")
                .with("identifier", item(index))
                .children(content(text)),
        )
    });
    // The author's order is the key, so that it is shuffled whatever `shuffle` says.
    let interaction = Element::new("qti-order-interaction")
        .with("response-identifier", "RESPONSE")
        .with("shuffle", "true")
        .children(choices);
    let stands = |item: String, place: usize| {
        let there = operator("qti-index", [variable("RESPONSE")]).with("n", place.to_string());
        operator("qti-match", [there, name(item)])
    };
    let neighbours = (1..count).map(|second| {
        let somewhere = (1..count).map(|place| {
            let pair = [
                stands(item(second - 1), place),
                stands(item(second), place + 1),
            ];
            operator("qti-and", pair)
        });
        when(operator("qti-or", somewhere), earn(number(1)))
    });
    Task {
        responses: vec![response(
            "RESPONSE",
            "ordered",
            "identifier",
            (0..count).map(item),
            None,
        )],
        rules: neighbours.collect(),
        body: vec![prompted(interaction, &question.stem).into()],
        score: Score::Earned(lower::count(count.saturating_sub(1))),
        ..Task::default()
    }
}
