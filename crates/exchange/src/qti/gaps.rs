//! What is filled in: gaps from a bank, gaps that are typed, the cells of a grid.

use super::choices::prompted;
use super::processing::{earn, is_answered, is_right, mapping, number, response, when, worth};
use super::relations::{earn_by_pairs, pairs_response};
use super::shown_after::afterwards;
use super::task::{Score, Task};
use crate::packaged::flow::{Flow, div, line, stem};
use crate::packaged::gap_words::{loose_words, typed_keys, words_for};
use crate::simpler::count;
use crate::stable_shuffle::stable_shuffle;
use crate::xml::Element;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::{Cloze, Grid, Row};

/// `cloze`: one for each gap.
pub(super) fn cloze(question: &Question, body: &Cloze) -> Task {
    let mut task = match body.bank.is_empty() {
        true => typed(question, body),
        false => from_bank(question, body),
    };
    task.score = Score::Earned(count(body.text.gaps().len()));
    task
}

/// The text with something for each gap.
fn filled(body: &Cloze, gap: impl Fn(usize) -> Element) -> Vec<Element> {
    let mut flow = Flow::default();
    for (index, text) in body.text.texts().iter().enumerate() {
        flow.text(text);
        if index < body.text.gaps().len() {
            flow.node(gap(index));
        }
    }
    flow.finish()
}

fn from_bank(question: &Question, body: &Cloze) -> Task {
    let offered = body.offered();
    let word = |index: usize| format!("word-{}", index + 1);
    let gap = |index: usize| format!("gap-{}", index + 1);
    let mut right = Vec::new();
    let mut earning = Vec::new();
    for (number, it) in body.text.gaps().iter().enumerate() {
        for (index, _) in words_for(&it.accepted, &offered) {
            let pair = format!("{} {}", word(index), gap(number));
            if offered.get(index) == Some(&it.shown()) {
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
    let text = filled(body, |index| {
        Element::new("qti-gap").with("identifier", gap(index))
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

fn typed(question: &Question, body: &Cloze) -> Task {
    let name = |index: usize| format!("GAP{}", index + 1);
    let gaps = || body.text.gaps().iter().enumerate();
    let text = filled(body, |index| text_entry(&name(index)));
    Task {
        responses: gaps()
            .map(|(index, it)| typed_response(&name(index), &it.accepted))
            .collect(),
        rules: gaps()
            .map(|(index, _)| earn_by_typing(&name(index)))
            .collect(),
        body: vec![
            stem(&question.stem).into(),
            div("cloze").children(text).into(),
        ],
        ..Task::default()
    }
}

fn text_entry(response: &str) -> Element {
    Element::new("qti-text-entry-interaction")
        .with("response-identifier", response)
        .with("expected-length", "20")
}

/// A typed answer, capitals or not.
fn typed_response(identifier: &str, accepted: &[String]) -> Element {
    let keys = typed_keys(accepted).into_iter();
    let mut worth = mapping(keys.map(|key| (key, 1)));
    for node in worth.iter_mut().flat_map(|worth| &mut worth.children) {
        if let crate::xml::Node::Element(entry) = node {
            // Version 2.1 would mind capitals where nothing is said.
            entry
                .attributes
                .push(("case-sensitive".into(), "false".to_owned()));
        }
    }
    response(
        identifier,
        "single",
        "string",
        accepted.first().cloned(),
        worth,
    )
}

fn earn_by_typing(response: &str) -> Element {
    when(is_answered(response), earn(worth(response)))
}

/// `grid`: one for each row.
pub(super) fn grid(question: &Question, body: &Grid) -> Task {
    let mut task = Task {
        score: Score::Earned(count(body.rows.len())),
        ..Task::default()
    };
    let rows: Vec<Element> = body
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let cell = cell(question, row, &format!("ROW{}", index + 1), &mut task);
            let why = row.feedback.as_ref().map(|it| it.as_str());
            Element::new("tr")
                .child(
                    Element::new("th")
                        .with("scope", "row")
                        .children(line(&row.label)),
                )
                .child(
                    Element::new("td")
                        .child(cell)
                        .children(afterwards(None, why)),
                )
        })
        .collect();
    let table = Element::new("table").child(Element::new("tbody").children(rows));
    task.body = vec![stem(&question.stem).into(), table.into()];
    task
}

/// A cell: chosen where the row has options, else typed.
fn cell(question: &Question, row: &Row, name: &str, task: &mut Task) -> Element {
    if row.options.is_empty() {
        let accepted: Vec<String> = row.answers.iter().map(|it| it.value.clone()).collect();
        task.responses.push(typed_response(name, &accepted));
        task.rules.push(earn_by_typing(name));
        return text_entry(name);
    }
    let option = |index: usize| format!("{}-option-{}", name.to_lowercase(), index + 1);
    let right = row.key().map(option);
    task.responses
        .push(response(name, "single", "identifier", right, None));
    task.rules.push(when(is_right(name), earn(number(1))));
    let options = row.options.iter().enumerate().map(|(index, text)| {
        Element::new("qti-inline-choice")
            .with("identifier", option(index))
            .children(line(text))
    });
    Element::new("qti-inline-choice-interaction")
        .with("response-identifier", name)
        .with("shuffle", question.shuffle.to_string())
        .children(options)
}
