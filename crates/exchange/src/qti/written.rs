//! What is written in the student's own words: extended text, with a rubric for who scores it.

use super::choices::{instructions, prompted};
use super::processing::response;
use super::rubric;
use super::task::{Score, Task};
use crate::packaged::flow::stem;
use crate::xml::Element;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::{Extended, Inference, ShortAnswer};
use sourcework_core::words;

/// `inference`: a text each for what is inferred and for the detail that supports it.
pub(super) fn inference(question: &Question, body: &Inference) -> Task {
    let mut task = Task {
        score: Score::ByPerson,
        body: vec![stem(&question.stem).into()],
        ..Task::default()
    };
    for number in 1..=body.count {
        for (name, asked) in [
            (format!("INFERENCE{number}"), "What can you infer?"),
            (
                format!("DETAIL{number}"),
                "Which detail of the passage supports it?",
            ),
        ] {
            let words = format!("{number}. {asked}");
            task.responses
                .push(response(&name, "single", "string", None, None));
            task.body.push(prompted(text(&name, 2), &words).into());
        }
    }
    task.body.push(rubric::inference(body).into());
    task
}

/// `short-answer`: one text.
pub(super) fn short_answer(question: &Question, body: &ShortAnswer) -> Task {
    one_text(question, 6, rubric::short_answer(body))
}

/// `extended`: one long text.
pub(super) fn extended(question: &Question, body: &Extended) -> Task {
    one_text(question, 15, rubric::extended(body))
}

fn one_text(question: &Question, lines: u32, scheme: Element) -> Task {
    let marks = words::marks(question.available());
    Task {
        responses: vec![response("RESPONSE", "single", "string", None, None)],
        body: vec![
            instructions(&format!("This answer is worth {marks}.")).into(),
            prompted(text("RESPONSE", lines), &question.stem).into(),
            scheme.into(),
        ],
        score: Score::ByPerson,
        ..Task::default()
    }
}

fn text(response: &str, lines: u32) -> Element {
    Element::new("qti-extended-text-interaction")
        .with("response-identifier", response)
        .with("expected-lines", lines.to_string())
}
