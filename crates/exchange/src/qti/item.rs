//! One question as one item: declarations, body, response processing, feedback.

use super::Entry;
use super::passages::Passages;
use super::processing::{
    EARNED, EXPLANATION, FEEDBACK, SCORE, name, number_outcome, outcome, scaled, set, variable,
};
use super::task::{Score, Task};
use super::version::Version;
use super::{choices, evidence, gaps, relations, written};
use crate::html;
use crate::lower::{Interaction, Offers, lower};
use crate::shared::flow::div;
use crate::shared::passages::{self, shown_hint};
use crate::xml::Element;
use sourcework_core::quiz::Question;

/// The document of an item.
pub(super) fn write(version: Version, entry: &Entry<'_>, passages: &Passages<'_>) -> String {
    let question = entry.question;
    let task = task(version, question, passages);
    let (references, shown) = match task.holds_passages {
        true => (Vec::new(), Vec::new()),
        false => (passages.references(question), passages.shown(question)),
    };
    let outcomes = outcomes(question, &task.score);
    let processing = processing(question, task.rules, task.score);
    let item = version
        .root("qti-assessment-item")
        .with("identifier", &*entry.identifier)
        .with("title", &*question.id.value)
        .with("adaptive", "false")
        .with("time-dependent", "false")
        .children(task.responses)
        .children(outcomes)
        .children(task.outcomes)
        .children(references)
        .child(body(version, question, shown).children(task.body))
        .child(processing)
        .child(explanation(question, passages));
    version.document(item)
}

fn task(version: Version, question: &Question, passages: &Passages<'_>) -> Task {
    match lower(question, version.capabilities()) {
        Some(Interaction::Choice(choice)) if choice.of == Offers::Options => {
            choices::task(question, &choice)
        }
        Some(Interaction::Choice(choice)) => evidence::task(question, &choice, passages),
        Some(Interaction::Pairs(pairs)) => relations::pairs(question, &pairs),
        Some(Interaction::Order(items)) => relations::order(question, &items),
        Some(Interaction::Gaps(all)) => gaps::task(question, &all),
        Some(Interaction::Text(text)) => written::task(question, &text),
        None => Task::default(),
    }
}

/// What every item has: the score, its maximum, the feedback.
fn outcomes(question: &Question, kind: &Score) -> Vec<Element> {
    let available = question.available();
    let mut score = number_outcome(SCORE, 0)
        .with("normal-minimum", "0")
        .with("normal-maximum", available.to_string());
    if matches!(kind, Score::ByPerson) {
        // A score that a person gives has no value before that.
        score.children.clear();
        score = score.with("external-scored", "human");
    }
    let mut outcomes = vec![
        score,
        number_outcome("MAXSCORE", available),
        outcome(FEEDBACK, "single", "identifier"),
    ];
    if matches!(kind, Score::Earned(_)) {
        outcomes.push(number_outcome(EARNED, 0));
    }
    outcomes
}

fn processing(question: &Question, rules: Vec<Element>, score: Score) -> Element {
    let tariff = question.available();
    let score = match score {
        Score::ByRules | Score::ByPerson => None,
        Score::Of(earned, elements) => Some(scaled(earned, elements, tariff)),
        Score::Earned(elements) => Some(scaled(variable(EARNED), elements, tariff)),
    };
    Element::new("qti-response-processing")
        .children(rules)
        .children(score.map(|score| set(SCORE, score)))
        .child(set(FEEDBACK, name(EXPLANATION)))
}

fn body(version: Version, question: &Question, shown: Vec<Element>) -> Element {
    let mut class = format!("sourcework-{}", question.kind());
    if !question.shuffle {
        class.push_str(" sourcework-fixed");
    }
    let hint = question.hint.as_ref().map(|hint| self::hint(version, hint));
    Element::new("qti-item-body")
        .with("class", class)
        .children(shown)
        .children(hint)
}

/// A nudge that the student opens; version 2.1 knows nothing to open without ending the attempt.
fn hint(version: Version, hint: &str) -> Element {
    match version {
        Version::Three => {
            let details = Element::new("details")
                .child(Element::new("summary").text("Hint"))
                .children(html::elements(hint));
            div("hint").child(details)
        }
        Version::TwoOne => shown_hint(hint),
    }
}

/// The feedback to every attempt.
fn explanation(question: &Question, passages: &Passages<'_>) -> Element {
    let blocks = passages::explanation(question, None, passages.material);
    Element::new("qti-modal-feedback")
        .with("outcome-identifier", FEEDBACK)
        .with("identifier", EXPLANATION)
        .with("show-hide", "show")
        .child(Element::new("qti-content-body").children(blocks))
}
