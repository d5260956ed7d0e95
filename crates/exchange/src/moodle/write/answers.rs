//! What each type of question has of its own: options, pairs, items, a grader's information.

use super::{marked_up, markup, named, value};
use crate::simpler::{self, Pick, share, truth};
use crate::xml::Element;
use crate::{html, scheme};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::{Question, Truth};

fn answer(fraction: &str, text: &str, feedback: Option<&str>) -> Element {
    let feedback = marked_up("feedback", feedback.map(html::of_text).unwrap_or_default());
    marked_up("answer", html::of_text(text))
        .with("fraction", fraction)
        .child(feedback)
}

fn flag(name: &'static str, set: bool) -> Element {
    value(name, if set { "true" } else { "false" })
}

/// Options: all of the mark for the right one; where there are several, an equal share for each,
/// and as much off for a wrong one, which is how we mark.
pub(super) fn choice(question: &Question, single: bool) -> Vec<Element> {
    let picks = simpler::picks(&question.body);
    let picks = picks.expect("this is called for kinds that offer a choice");
    let keys = picks.iter().filter(|it| it.correct).count();
    let fraction = |it: &Pick<'_>| match (single, it.correct) {
        (true, true) => "100".to_owned(),
        (true, false) => "0".to_owned(),
        (false, true) => share(keys),
        (false, false) => format!("-{}", share(keys)),
    };
    let mut all = vec![
        flag("single", single),
        flag("shuffleanswers", question.shuffle),
        value("answernumbering", "abc"),
    ];
    all.extend(
        picks
            .iter()
            .map(|it| answer(&fraction(it), it.text, it.feedback)),
    );
    all
}

/// A statement that the passage does not decide, alone: a choice of the three.
pub(super) fn one_truth(right: Option<Truth>) -> Vec<Element> {
    let fraction = |it: Truth| if right == Some(it) { "100" } else { "0" };
    let mut all = vec![
        flag("single", true),
        flag("shuffleanswers", false),
        value("answernumbering", "none"),
    ];
    all.extend(Truth::ALL.map(|it| answer(fraction(it), truth(Some(it)), None)));
    all
}

pub(super) fn true_or_false(right: bool) -> Vec<Element> {
    let one = |text: &str, is_key: bool| {
        Element::new("answer")
            .with("fraction", if is_key { "100" } else { "0" })
            .with("format", "moodle_auto_format")
            .child(Element::new("text").text(text))
            .child(marked_up("feedback", String::new()))
    };
    vec![one("true", right), one("false", !right)]
}

pub(super) fn matching(question: &Question) -> Vec<Element> {
    let Some(pairs) = simpler::pairs(&question.body) else {
        return Vec::new();
    };
    let one = |left: &str, right: &str| {
        let left = if left.is_empty() {
            String::new()
        } else {
            html::of_text(left)
        };
        marked_up("subquestion", left).child(named("answer", right))
    };
    let mut all = vec![flag("shuffleanswers", question.shuffle)];
    all.extend(pairs.pairs.iter().map(|(left, right)| one(left, right)));
    all.extend(pairs.distractors.iter().map(|right| one("", right)));
    all
}

/// Each pair of neighbours counts, as here.
pub(super) fn ordering(items: &[Placed<String>]) -> Vec<Element> {
    let mut all = vec![
        value("layouttype", "VERTICAL"),
        value("selecttype", "ALL"),
        value("selectcount", "0"),
        value("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"),
        value("showgrading", "SHOW"),
        value("numberingstyle", "none"),
    ];
    let items = items.iter().enumerate();
    all.extend(items.map(|(place, item)| {
        marked_up("answer", html::of_text(item)).with("fraction", format!("{}.0000000", place + 1))
    }));
    all
}

/// The lines that a grader's box begins with: two and a half a mark.
fn lines(marks: u32) -> u32 {
    (marks * 5 / 2).clamp(5, 40)
}

pub(super) fn essay(question: &Question) -> Vec<Element> {
    let lines = lines(question.available()).to_string();
    vec![
        value("responseformat", "editor"),
        value("responserequired", "1"),
        value("responsefieldlines", lines),
        value("attachments", "0"),
        value("attachmentsrequired", "0"),
        marked_up("graderinfo", markup(scheme::of(&question.body))),
        marked_up("responsetemplate", String::new()),
    ]
}
