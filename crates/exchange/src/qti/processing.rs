//! Declarations of variables, and the rules of response processing.

use crate::xml::Element;

/// What the marks are kept in.
pub(super) const SCORE: &str = "SCORE";
/// Which feedback is shown; `EXPLANATION` after every attempt.
pub(super) const FEEDBACK: &str = "FEEDBACK";
/// The feedback that every attempt earns.
pub(super) const EXPLANATION: &str = "explanation";
/// Elements earned, before they are scaled to the tariff.
pub(super) const EARNED: &str = "EARNED";

/// A response: what it may be, what is right, and what each choice is worth, if that is said.
pub(super) fn response(
    identifier: &str,
    cardinality: &str,
    base_type: &str,
    right: impl IntoIterator<Item = String>,
    worth: Option<Element>,
) -> Element {
    let mut right = right.into_iter().peekable();
    let correct = right.peek().is_some().then(|| {
        let values = right.map(|it| Element::new("qti-value").text(it));
        Element::new("qti-correct-response").children(values)
    });
    Element::new("qti-response-declaration")
        .with("identifier", identifier)
        .with("cardinality", cardinality)
        .with("base-type", base_type)
        .children(correct)
        .children(worth)
}

/// What choices are worth; nothing where there are none. Not below 0 in all.
pub(super) fn mapping(entries: impl IntoIterator<Item = (String, i32)>) -> Option<Element> {
    let mut below = false;
    let entries: Vec<Element> = entries
        .into_iter()
        .map(|(key, value)| {
            below |= value < 0;
            Element::new("qti-map-entry")
                .with("map-key", key)
                .with("mapped-value", value.to_string())
        })
        .collect();
    if entries.is_empty() {
        return None;
    }
    let mut mapping = Element::new("qti-mapping").with("default-value", "0");
    if below {
        mapping = mapping.with("lower-bound", "0");
    }
    Some(mapping.children(entries))
}

/// A variable that response processing sets.
pub(super) fn outcome(identifier: &str, cardinality: &str, base_type: &str) -> Element {
    Element::new("qti-outcome-declaration")
        .with("identifier", identifier)
        .with("cardinality", cardinality)
        .with("base-type", base_type)
}

/// A number that response processing sets, with a value to begin with.
pub(super) fn number_outcome(identifier: &str, value: u32) -> Element {
    let value = Element::new("qti-value").text(value.to_string());
    let default = Element::new("qti-default-value").child(value);
    outcome(identifier, "single", "float").child(default)
}

/// The value of a variable.
pub(super) fn variable(identifier: &str) -> Element {
    Element::new("qti-variable").with("identifier", identifier)
}

/// A number.
pub(super) fn number(value: u32) -> Element {
    constant("float", value.to_string())
}

/// The identifier of a choice or of feedback.
pub(super) fn name(identifier: impl Into<String>) -> Element {
    constant("identifier", identifier.into())
}

fn constant(base_type: &str, value: String) -> Element {
    Element::new("qti-base-value")
        .with("base-type", base_type)
        .text(value)
}

/// What the mapping of a response makes of it.
pub(super) fn worth(identifier: &str) -> Element {
    Element::new("qti-map-response").with("identifier", identifier)
}

/// An operator over expressions.
pub(super) fn operator(name: &'static str, over: impl IntoIterator<Item = Element>) -> Element {
    Element::new(name).children(over)
}

/// Whether a response is the right one, the whole of it.
pub(super) fn is_right(identifier: &str) -> Element {
    let right = Element::new("qti-correct").with("identifier", identifier);
    operator("qti-match", [variable(identifier), right])
}

/// Whether something was answered. Asked first where a response is looked up in a mapping: what
/// a mapping makes of no answer is not the same everywhere.
pub(super) fn is_answered(identifier: &str) -> Element {
    let blank = operator("qti-is-null", [variable(identifier)]);
    operator("qti-not", [blank])
}

/// Sets a variable.
pub(super) fn set(identifier: &str, expression: Element) -> Element {
    Element::new("qti-set-outcome-value")
        .with("identifier", identifier)
        .child(expression)
}

/// Adds to what has been earned.
pub(super) fn earn(expression: Element) -> Element {
    set(EARNED, operator("qti-sum", [variable(EARNED), expression]))
}

/// The rules of the first case whose condition holds.
pub(super) fn first_of(cases: impl IntoIterator<Item = (Element, Element)>) -> Element {
    let branches = cases.into_iter().enumerate().map(|(number, (when, then))| {
        let name = if number == 0 {
            "qti-response-if"
        } else {
            "qti-response-else-if"
        };
        Element::new(name).child(when).child(then)
    });
    Element::new("qti-response-condition").children(branches)
}

/// A rule under a condition.
pub(super) fn when(condition: Element, then: Element) -> Element {
    first_of([(condition, then)])
}

/// ⌊tariff × earned / elements⌋.
pub(super) fn scaled(earned: Element, elements: u32, tariff: u32) -> Element {
    if elements == tariff {
        return earned;
    }
    let product = operator("qti-product", [earned, number(tariff)]);
    let share = operator("qti-divide", [product, number(elements.max(1))]);
    operator("qti-truncate", [share])
}
