//! What each type of question has of its own: options, pairs, items, a grader's information.

use super::{marked_up, markup, named, value};
use crate::bodies::truth_of;
use crate::lower::{Choice, Offer, Offers, Pair, Pairs, Text, truth_word};
use crate::option_weights::share;
use crate::xml::Element;
use crate::{html, scheme};
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
pub(super) fn choice(question: &Question, choice: &Choice<'_>) -> Vec<Element> {
    let keys = choice.offers.iter().filter(|it| it.correct).count();
    // Where one quotation is right, Moodle need not ask for several.
    let single = choice.one || (keys == 1 && choice.of != Offers::Options);
    let fraction = |it: &Offer<'_>| match (single, it.correct) {
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
    let offers = choice.offers.iter();
    all.extend(offers.map(|it| answer(&fraction(it), it.text, it.feedback)));
    all
}

/// A statement alone: Moodle's true or false, or a choice of three where the passage does not
/// decide it.
pub(super) fn one_statement(statement: &Pair<'_>) -> (&'static str, Vec<Element>) {
    let right = truth_of(&statement.right);
    if let Some(truth @ (Truth::True | Truth::False)) = right {
        return ("truefalse", true_or_false(truth == Truth::True));
    }
    let fraction = |it: Truth| if it == Truth::NotStated { "100" } else { "0" };
    let mut all = vec![
        flag("single", true),
        flag("shuffleanswers", false),
        value("answernumbering", "none"),
    ];
    all.extend(Truth::ALL.map(|it| answer(fraction(it), truth_word(Some(it)), None)));
    ("multichoice", all)
}

fn true_or_false(right: bool) -> Vec<Element> {
    let one = |text: &str, is_key: bool| {
        Element::new("answer")
            .with("fraction", if is_key { "100" } else { "0" })
            .with("format", "moodle_auto_format")
            .child(Element::new("text").text(text))
            .child(marked_up("feedback", String::new()))
    };
    vec![one("true", right), one("false", !right)]
}

pub(super) fn matching(question: &Question, pairs: &Pairs<'_>) -> Vec<Element> {
    let one = |left: &str, right: &str| {
        marked_up("subquestion", html::of_text(left)).child(named("answer", right))
    };
    let mut all = vec![flag("shuffleanswers", question.shuffle)];
    all.extend(pairs.pairs.iter().map(|it| one(&it.left, &it.right)));
    all.extend(pairs.distractors.iter().map(|right| one("", right)));
    all
}

/// Each pair of neighbours counts, as here.
pub(super) fn ordering(items: &[&str]) -> Vec<Element> {
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

pub(super) fn essay(question: &Question, text: &Text<'_>) -> Vec<Element> {
    let lines = lines(question.available()).to_string();
    vec![
        value("responseformat", "editor"),
        value("responserequired", "1"),
        value("responsefieldlines", lines),
        value("attachments", "0"),
        value("attachmentsrequired", "0"),
        marked_up("graderinfo", markup(scheme::of(text.body))),
        marked_up("responsetemplate", String::new()),
    ]
}
