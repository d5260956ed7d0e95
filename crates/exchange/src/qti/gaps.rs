//! What is filled in: gaps from a bank, gaps that are typed, the cells of a grid.

use super::choices::{claim_and_evidence, prompted};
use super::processing::{earn, is_answered, is_right, mapping, number, response, when, worth};
use super::relations::{earn_by_pairs, pairs_response};
use super::shown_after::afterwards;
use super::task::{Score, Task};
use crate::lower::{Gap, GapLayout, Gaps, count};
use crate::shared::flow::{Flow, div, line, stem};
use crate::shared::gap_words::{loose_words, typed_keys, words_for};
use crate::stable_shuffle::stable_shuffle;
use crate::xml::{Element, Node};
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::Cloze;

/// Gaps: one for each.
pub(super) fn task(question: &Question, body: &Gaps<'_>) -> Task {
    let mut task = match (body.layout, body.gaps.as_slice()) {
        (GapLayout::List, [claim, evidence]) => {
            return claim_and_evidence(question, claim, evidence);
        }
        (GapLayout::Text(cloze), gaps) if !body.any_typed() => from_bank(question, cloze, gaps),
        (GapLayout::Text(cloze), gaps) => typed(question, cloze, gaps),
        (GapLayout::Table | GapLayout::List, rows) => table(question, rows),
    };
    task.score = Score::Earned(count(body.gaps.len()));
    task
}

fn from_bank(question: &Question, body: &Cloze, gaps: &[Gap<'_>]) -> Task {
    let offered = body.offered();
    let word = |index: usize| format!("word-{}", index + 1);
    let gap_name = |index: usize| format!("gap-{}", index + 1);
    let mut right = Vec::new();
    let mut earning = Vec::new();
    for (number, gap) in gaps.iter().enumerate() {
        for (index, text) in words_for(&gap.accepted, &offered) {
            let pair = format!("{} {}", word(index), gap_name(number));
            if text == gap.shown() {
                right.push(pair.clone());
            }
            earning.push(pair);
        }
    }
    let answers = offered.len() - loose_words(body, &offered);
    let words = stable_shuffle(question, offered.len(), answers);
    let words = words.into_iter().filter_map(|index| {
        Some(
            Element::new("qti-gap-text")
                .with("identifier", word(index))
                .with("match-max", "0")
                .children(line(offered.get(index)?)),
        )
    });
    let text = Flow::of_gaps(&body.text, |index| {
        Element::new("qti-gap").with("identifier", gap_name(index))
    });
    let interaction = Element::new("qti-gap-match-interaction")
        .with("response-identifier", "RESPONSE")
        .with("shuffle", question.shuffle.to_string())
        .with("max-associations", "0")
        .children(words)
        .children(text);
    Task {
        responses: vec![pairs_response(right, earning)],
        rules: vec![earn_by_pairs()],
        body: vec![prompted(interaction, &question.stem).into()],
        ..Task::default()
    }
}

fn typed(question: &Question, body: &Cloze, gaps: &[Gap<'_>]) -> Task {
    let name = |index: usize| format!("GAP{}", index + 1);
    let mut task = Task::default();
    for (index, gap) in gaps.iter().enumerate() {
        task.responses.push(typed_response(&name(index), gap));
        task.rules.push(earn_by_typing(&name(index)));
    }
    let text = Flow::of_gaps(&body.text, |index| text_entry(&name(index)));
    task.body = vec![
        stem(&question.stem).into(),
        div("cloze").children(text).into(),
    ];
    task
}

fn text_entry(response: &str) -> Element {
    Element::new("qti-text-entry-interaction")
        .with("response-identifier", response)
        .with("expected-length", "20")
}

/// A typed answer, capitals or not.
fn typed_response(identifier: &str, gap: &Gap<'_>) -> Element {
    let keys = typed_keys(&gap.accepted).into_iter();
    let mut worth = mapping(keys.map(|key| (key, 1)));
    for node in worth.iter_mut().flat_map(|worth| &mut worth.children) {
        if let Node::Element(entry) = node {
            // Version 2.1 would mind capitals where nothing is said.
            entry
                .attributes
                .push(("case-sensitive".into(), "false".to_owned()));
        }
    }
    let right = gap.accepted.first().map(|answer| (*answer).to_owned());
    response(identifier, "single", "string", right, worth)
}

fn earn_by_typing(response: &str) -> Element {
    when(is_answered(response), earn(worth(response)))
}

fn table(question: &Question, rows: &[Gap<'_>]) -> Task {
    let mut task = Task::default();
    let mut body = Element::new("tbody");
    for (number, row) in (1..).zip(rows) {
        let cell = cell(question, row, &format!("ROW{number}"), &mut task);
        let head = Element::new("th")
            .with("scope", "row")
            .children(line(row.label));
        let cell = Element::new("td")
            .child(cell)
            .children(afterwards(None, row.feedback));
        body = body.child(Element::new("tr").child(head).child(cell));
    }
    let table = Element::new("table").child(body);
    task.body = vec![stem(&question.stem).into(), table.into()];
    task
}

/// A cell: chosen where the row has options, else typed.
fn cell(question: &Question, row: &Gap<'_>, name: &str, task: &mut Task) -> Element {
    if row.is_typed() {
        task.responses.push(typed_response(name, row));
        task.rules.push(earn_by_typing(name));
        return text_entry(name);
    }
    let option = |index: usize| format!("{}-option-{}", name.to_lowercase(), index + 1);
    let right = row.offers.iter().position(|offer| offer.correct);
    task.responses.push(response(
        name,
        "single",
        "identifier",
        right.map(option),
        None,
    ));
    task.rules.push(when(is_right(name), earn(number(1))));
    let options = row.offers.iter().enumerate().map(|(index, offer)| {
        Element::new("qti-inline-choice")
            .with("identifier", option(index))
            .children(line(offer.text))
    });
    Element::new("qti-inline-choice-interaction")
        .with("response-identifier", name)
        .with("shuffle", question.shuffle.to_string())
        .children(options)
}
