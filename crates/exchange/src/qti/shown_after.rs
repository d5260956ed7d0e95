//! What an item shows after the answer: what is said of a choice, and of what is right.

use super::processing::{EXPLANATION, FEEDBACK};
use crate::shared::flow::line;
use crate::xml::Element;

/// What is said beside a choice once it was chosen.
pub(super) fn chosen(outcome: &str, choice: &str, text: &str) -> Element {
    beside(outcome, choice).children(line(text))
}

/// What is said beside a statement, a pair or a row after the answer: the words that decide it,
/// and why.
pub(super) fn afterwards(quote: Option<&str>, why: Option<&str>) -> Option<Element> {
    if quote.is_none() && why.is_none() {
        return None;
    }
    let mut feedback = beside(FEEDBACK, EXPLANATION);
    if let Some(quote) = quote {
        feedback = feedback.child(Element::new("q").children(line(quote)));
    }
    if quote.is_some() && why.is_some() {
        feedback = feedback.text(" ");
    }
    Some(feedback.children(why.map(line).unwrap_or_default()))
}

fn beside(outcome: &str, identifier: &str) -> Element {
    Element::new("qti-feedback-inline")
        .with("outcome-identifier", outcome)
        .with("identifier", identifier)
        .with("show-hide", "show")
        .text(" ")
}
