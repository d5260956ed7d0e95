//! What is written in the student's own words: extended text, with a rubric for who scores it.

use super::choices::{instructions, prompted};
use super::processing::response;
use super::task::{Score, Task};
use crate::lower::Text;
use crate::scheme;
use crate::shared::flow::stem;
use crate::xml::Element;
use sourcework_core::quiz::{Kind, Question};
use sourcework_core::words;

/// One text, or a text each for what is inferred and for the detail that supports it.
pub(super) fn task(question: &Question, text: &Text<'_>) -> Task {
    let mut task = Task {
        score: Score::ByPerson,
        ..Task::default()
    };
    if let Some(count) = text.inferences {
        task.body.push(stem(&question.stem).into());
        for number in 1..=count {
            let inference = format!("{number}. What can you infer?");
            let detail = format!("{number}. Which detail of the passage supports it?");
            write(&format!("INFERENCE{number}"), 2, &inference, &mut task);
            write(&format!("DETAIL{number}"), 2, &detail, &mut task);
        }
    } else {
        let marks = words::marks(question.available());
        let worth = instructions(&format!("This answer is worth {marks}."));
        task.body.push(worth.into());
        let lines = if question.kind() == Kind::Extended {
            15
        } else {
            6
        };
        write("RESPONSE", lines, &question.stem, &mut task);
    }
    let rubric = Element::new("qti-rubric-block")
        .with("use", "scoring")
        .with("view", "scorer")
        .child(Element::new("qti-content-body").children(scheme::of(text.body)));
    task.body.push(rubric.into());
    task
}

/// A text of so many lines.
fn write(name: &str, lines: u32, prompt: &str, task: &mut Task) {
    task.responses
        .push(response(name, "single", "string", None, None));
    let interaction = Element::new("qti-extended-text-interaction")
        .with("response-identifier", name)
        .with("expected-lines", lines.to_string());
    task.body.push(prompted(interaction, prompt).into());
}
