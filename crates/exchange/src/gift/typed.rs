//! Answers of GIFT that are typed: words, and numbers.

use super::lines::Lines;
use super::parse::{Answer, Block};
use super::read::Texts;
use crate::imported::Trouble;
use crate::numbers::{self, Number};
use crate::{bodies, wildcards};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::cloze::Template;

/// Says what is marked otherwise of answers that are typed.
pub(super) fn tell_of_typed(answers: &[Answer<'_>], lines: &Lines<'_>, trouble: &mut Trouble<'_>) {
    let partly = |it: &&Answer<'_>| {
        it.weight
            .is_some_and(|weight| weight > 0.0 && weight < 100.0)
    };
    for answer in answers.iter().filter(partly) {
        trouble.changed(
            lines.span(answer.span.clone()),
            "the answer earned a part of the mark; here it earns it all",
        );
    }
    if answers.iter().any(|it| it.feedback.is_some()) {
        let what = "the feedback on single answers was left out";
        trouble.left_out(lines.whole(), what);
    }
}

/// Numbers, typed as any short answer; what is wrong has only feedback.
pub(super) fn numerical(
    answers: &[Answer<'_>],
    span: Span,
    block: &Block<'_>,
    lines: &Lines<'_>,
    texts: &mut Texts<'_>,
    trouble: &mut Trouble<'_>,
) -> Option<Body> {
    tell_of_typed(answers, lines, trouble);
    let mut right = Vec::new();
    let earns = |it: &&Answer<'_>| it.right && it.weight.is_none_or(|weight| weight > 0.0);
    for answer in answers.iter().filter(earns) {
        let written = texts.plain(answer.text);
        let Some(number) = Number::parse(&written) else {
            let what = format!("“{written}” is no number; the question was left out");
            trouble.left_out(span, what);
            return None;
        };
        right.push(number);
    }
    if right.is_empty() {
        trouble.left_out(span, "no number is right; the question was left out");
        return None;
    }
    let (accepted, is_partial) = numbers::accepted(&right, span, trouble);
    texts.to_do.extend(is_partial.then_some(numbers::WRITE_OUT));
    gap(accepted, block, lines, texts, trouble)
}

/// A word that is missing, or a short answer: one gap, in its text or behind it.
pub(super) fn gap(
    accepted: Vec<String>,
    block: &Block<'_>,
    lines: &Lines<'_>,
    texts: &mut Texts<'_>,
    trouble: &mut Trouble<'_>,
) -> Option<Body> {
    let (accepted, starred) = wildcards::without(accepted, lines.whole(), trouble);
    texts.to_do.extend(starred.then_some(wildcards::WRITE_OUT));
    let after = texts.plain(block.after);
    let around = if after.is_empty() {
        (String::new(), String::new())
    } else {
        let before = texts.plain(block.before);
        let last = before.rsplit("\n\n").next();
        let last = last.expect("a text that is split gives at least one piece");
        // Blanks around the gap belong to the text.
        let open = if block.before.ends_with(char::is_whitespace) {
            " "
        } else {
            ""
        };
        let close = if block.after.starts_with(char::is_whitespace) {
            " "
        } else {
            ""
        };
        (format!("{last}{open}"), format!("{close}{after}"))
    };
    let text = match accepted.is_empty() {
        // Numbers of which a teacher has to write out some.
        true => Template::parse(&format!("{}{{{{}}}}{}", around.0, around.1)).ok(),
        false => Template::of_gap(&around.0, &accepted, &around.1),
    };
    match text {
        Some(text) => Some(bodies::cloze(text, Vec::new())),
        None => {
            trouble.left_out(
                lines.whole(),
                "the answer is empty or holds `{{`, `}}` or `|`, which a gap cannot; the question was left out",
            );
            None
        }
    }
}
