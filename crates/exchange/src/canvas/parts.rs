//! The small parts that items are made of: material, responses, conditions, numbers.

use std::collections::HashSet;

use crate::html;
use crate::xml::{Element, Node};
use sourcework_core::identity::stable;
use sourcework_core::quiz::Question;

/// The response of a question that has one.
pub(super) const RESPONSE: &str = "response1";
/// The comment that everybody is shown after the answer.
pub(super) const GENERAL: &str = "general_fb";

/// What choices and answers are called: Canvas takes numbers for its own IDs. They are the same
/// in each export, and neither their size nor their order tells what is right.
pub(super) struct Numbers<'q> {
    question: &'q str,
    given: HashSet<u64>,
}

impl<'q> Numbers<'q> {
    /// The numbers of a question.
    pub(super) fn of(question: &'q Question) -> Self {
        Self {
            question: &question.id,
            given: HashSet::new(),
        }
    }

    /// The next of them.
    pub(super) fn next(&mut self) -> String {
        let drawn = stable(&[self.question, &self.given.len().to_string()]) % 9_000_000;
        let mut number = 1_000_000 + drawn;
        while !self.given.insert(number) {
            number += 1;
        }
        number.to_string()
    }
}

/// Paragraphs and the like.
pub(super) fn rich(elements: impl IntoIterator<Item = impl Into<Node>>) -> Element {
    let markup = Element::new("div").children(elements).markup_inside();
    material("text/html", &markup)
}

/// Words without markup, in one line.
pub(super) fn plain(text: &str) -> Element {
    let words = text.split([' ', '\t', '\n', '\r']);
    let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
    material("text/plain", &words.join(" "))
}

/// A text of any length.
pub(super) fn text(text: &str) -> Element {
    match text.trim().contains('\n') {
        true => rich(html::elements(text)),
        false => plain(text),
    }
}

fn material(kind: &'static str, text: &str) -> Element {
    let text = Element::new("mattext").with("texttype", kind).text(text);
    Element::new("material").child(text)
}

/// A response that is chosen from labels.
pub(super) fn chosen(
    response: &str,
    cardinality: &'static str,
    before: Option<Element>,
    labels: impl IntoIterator<Item = Element>,
) -> Element {
    Element::new("response_lid")
        .with("ident", response)
        .with("rcardinality", cardinality)
        .children(before)
        .child(Element::new("render_choice").children(labels))
}

/// Something to choose.
pub(super) fn label(number: &str, material: Element) -> Element {
    Element::new("response_label")
        .with("ident", number)
        .child(material)
}

/// A response in the student's own words.
pub(super) fn written() -> Element {
    let label = Element::new("response_label")
        .with("ident", "answer1")
        .with("rshuffle", "No");
    Element::new("response_str")
        .with("ident", RESPONSE)
        .with("rcardinality", "Single")
        .child(Element::new("render_fib").child(label))
}

/// That a response is, or holds, a choice.
pub(super) fn equals(response: &str, number: &str) -> Element {
    Element::new("varequal")
        .with("respident", response)
        .text(number)
}

/// That nothing is asked of the response.
pub(super) fn whatever() -> Element {
    Element::new("other")
}

/// A condition; `goes_on` where others count beside it.
pub(super) fn when(condition: Element, goes_on: bool) -> Element {
    Element::new("respcondition")
        .with("continue", if goes_on { "Yes" } else { "No" })
        .child(Element::new("conditionvar").child(condition))
}

/// All of the score under a condition.
pub(super) fn all_if(condition: Element) -> Element {
    when(condition, false).child(score("Set", "100".to_owned()))
}

/// A share of the score under a condition: that of number `index` of `count`. Hundredths that are
/// left over go to the last shares, so that all of them are 100.
pub(super) fn share_if(condition: Element, index: usize, count: usize) -> Element {
    let until = |index: usize| index * 10_000 / count.max(1);
    let share = until(index + 1) - until(index);
    let share = format!("{}.{:02}", share / 100, share % 100);
    when(condition, true).child(score("Add", share))
}

fn score(action: &'static str, points: String) -> Element {
    Element::new("setvar")
        .with("action", action)
        .with("varname", "SCORE")
        .text(points)
}

/// That a comment is shown under a condition.
pub(super) fn comment_if(condition: Element, comment: &str) -> Element {
    let shown = Element::new("displayfeedback")
        .with("feedbacktype", "Response")
        .with("linkrefid", comment);
    when(condition, true).child(shown)
}

/// A comment.
pub(super) fn comment(name: &str, material: Element) -> Element {
    Element::new("itemfeedback")
        .with("ident", name)
        .child(Element::new("flow_mat").child(material))
}

/// A field that says something of an item or a quiz.
pub(super) fn field(name: &'static str, value: &str) -> Element {
    Element::new("qtimetadatafield")
        .child(Element::new("fieldlabel").text(name))
        .child(Element::new("fieldentry").text(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_100_together() {
        for (count, expected) in [
            (1, vec!["100.00"]),
            (3, vec!["33.33", "33.33", "33.34"]),
            (
                6,
                vec!["16.66", "16.67", "16.67", "16.66", "16.67", "16.67"],
            ),
        ] {
            let shares: Vec<String> = (0..count)
                .map(|index| share_if(whatever(), index, count).all_text())
                .collect();
            assert_eq!(shares, expected);
        }
    }
}
