//! Writes one question as one item: the facts Canvas needs, the question, its scoring and the comments.

use super::CAPABILITIES;
use super::parts::{GENERAL, comment, comment_if, equals, rich, text, whatever, when, written};
use super::passages::Run;
use super::task::{Head, Task, instructions};
use super::{choices, gaps, relations};
use crate::Material;
use crate::html;
use crate::lower::{Interaction, lower};
use crate::shared::passages::{explanation, shown_hint};
use crate::xml::Element;
use sourcework_core::quiz::Question;

/// The item of a question; `is_shuffled` says whether Canvas shuffles the quiz.
pub(super) fn write(
    identifier: &str,
    question: &Question,
    run: &Run<'_>,
    is_shuffled: bool,
    material: Material<'_>,
) -> Element {
    let task = task(question, is_shuffled);
    let head = Head {
        identifier,
        title: &question.id,
        form: task.form,
        points: question.available(),
        passage: run.identifier(),
    };
    let asked = html::elements(&question.stem)
        .into_iter()
        .chain(task.body)
        .chain(question.hint.as_ref().map(|hint| shown_hint(hint)));
    let presentation = Element::new("presentation")
        .child(rich(asked))
        .children(task.responses);
    let shown = comment_if(whatever(), GENERAL);
    let comments = task
        .comments
        .iter()
        .map(|it| comment_if(equals(&it.response, &it.choice), &it.name()));
    let processing = Element::new("resprocessing")
        .child(outcomes())
        .child(shown)
        .children(comments)
        .children(task.scoring);
    let remarks = match task.remarks.is_empty() {
        true => None,
        false => Some(Element::new("ul").children(task.remarks)),
    };
    let general = explanation(question, remarks, material);
    let comments = task
        .comments
        .iter()
        .map(|it| comment(&it.name(), text(&it.text)));
    head.begin()
        .child(presentation)
        .child(processing)
        .child(comment(GENERAL, rich(general)))
        .children(comments)
}

fn outcomes() -> Element {
    let score = Element::new("decvar")
        .with("maxvalue", "100")
        .with("minvalue", "0")
        .with("varname", "SCORE")
        .with("vartype", "Decimal");
    Element::new("outcomes").child(score)
}

fn task(question: &Question, is_shuffled: bool) -> Task {
    match lower(question, &CAPABILITIES) {
        Some(Interaction::Choice(choice)) => choices::task(question, &choice, is_shuffled),
        Some(Interaction::Pairs(pairs)) => relations::task(question, &pairs),
        Some(Interaction::Gaps(all)) => gaps::task(question, &all, is_shuffled),
        Some(Interaction::Text(text)) => essay(text.inferences),
        Some(Interaction::Order(_)) | None => Task::default(),
    }
}

/// What is written in the student's own words, and marked by a person.
fn essay(inferences: Option<u32>) -> Task {
    let words = inferences.map(|count| match count {
        1 => "Write one inference, with the detail of the passage that supports it.".to_owned(),
        count => format!(
            "Write {count} inferences, each with the detail of the passage that supports it."
        ),
    });
    Task {
        form: "essay_question",
        body: words
            .map(|words| instructions(&words))
            .into_iter()
            .collect(),
        responses: vec![written()],
        scoring: vec![when(whatever(), false)],
        ..Task::default()
    }
}
