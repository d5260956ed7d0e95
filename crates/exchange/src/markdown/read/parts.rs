//! What stands under the heading of a question: details, what is asked, what is left over.

use super::{labelled, name};
use crate::imported::Trouble;
use crate::markdown::blocks::{Block, Entry, Mark};
use crate::markdown::text::plain;
use sourcework_core::diagnostic::Span;

/// The words that details of a question begin with.
const DETAILS: [&str; 7] = [
    "Kind", "Skill", "Marks", "Extracts", "Heading", "Order", "Choose",
];

/// The details that a question begins with. Where a list stands above the paragraph that asks,
/// details that mean nothing here are reported.
pub fn details<'a>(
    inside: &'a [(Block, Span)],
    asks_below: bool,
    trouble: &mut Trouble<'_>,
) -> Vec<&'a Entry> {
    let is_stem =
        |(block, _): &(Block, Span)| matches!(block, Block::Paragraph(text) if !is_label(text));
    let asked_at = inside.iter().position(is_stem).filter(|_| asks_below);
    let mut details = Vec::new();
    for (number, (block, span)) in inside.iter().enumerate() {
        let Block::Entry(entry) = block else { break };
        let label = labelled(entry).filter(|_| entry.mark == Mark::Bullet);
        let Some((label, _)) = label else { break };
        if !DETAILS.contains(&label) {
            if asked_at.is_none_or(|at| number > at) || !entry.below.is_empty() {
                break;
            }
            let what = format!("“{label}” is not a detail of a question; it was left out");
            trouble.left_out(*span, what);
        }
        details.push(entry);
    }
    details
}

/// What is asked in the heading of a question, behind its number: "Question 3: What is it?".
pub fn question_in(title: &str) -> Option<String> {
    let title = match name(title) {
        Some(name) => title[..title.len() - name.len() - 2].trim_end(),
        None => title,
    };
    let number = title.strip_prefix("Question")?.trim_start();
    let words = number.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let first = &number[..number.len() - words.len()];
    let is_number =
        first.len() == 1 || first.len() <= 4 && first.contains(|c: char| c.is_ascii_digit());
    let words = if is_number { words } else { number };
    let words = words
        .trim_start_matches(['.', ':', ')', '-', '–', '—', ' '])
        .trim();
    (!words.is_empty()).then(|| plain(words))
}

/// The labels that mean something below the stem.
const LABELS: [&str; 9] = [
    "**Explanation:**",
    "**Hint:**",
    "**Text:**",
    "**Mark scheme:**",
    "**Model answer:**",
    "**Criterion:**",
    "**Claims**",
    "**Evidence**",
    "**Evidence:**",
];

/// Whether a paragraph begins with such a label.
pub fn is_label(text: &str) -> bool {
    LABELS.iter().any(|label| text.starts_with(label))
}

/// Tells what stands behind the stem and is read by nobody.
pub fn leftovers(rest: &[(Block, Span)], trouble: &mut Trouble<'_>) {
    let mut under_label = false;
    for (block, span) in rest {
        let is_read = match block {
            Block::Paragraph(text) => {
                under_label |= is_label(text);
                under_label
            }
            Block::Heading(..) => {
                under_label = false;
                false
            }
            Block::Entry(entry) => {
                under_label = false;
                entry.below.iter().all(is_known)
            }
            Block::Quote(_) => {
                under_label = false;
                true
            }
        };
        if !is_read {
            let what = "nothing of a question is called so, or it stands behind the answers; it was left out";
            trouble.left_out(*span, what);
        }
    }
}

/// Whether something is made of an entry below another one.
fn is_known(entry: &Entry) -> bool {
    let known = ["Answer", "Why", "Evidence"];
    matches!(entry.mark, Mark::Box(_))
        || labelled(entry).is_some_and(|(label, _)| known.contains(&label))
}

/// The paragraphs that ask, and what follows: a paragraph in bold, a list, a quotation. A list that
/// stands above a paragraph, and that above boxes, is asked too.
pub fn stem(inside: &[(Block, Span)]) -> (Vec<String>, Vec<&Block>) {
    let asks =
        |(block, _): &(Block, Span)| matches!(block, Block::Paragraph(text) if !is_label(text));
    let is_box = |(block, _): &(Block, Span)| matches!(block, Block::Entry(entry) if matches!(entry.mark, Mark::Box(_)));
    let label =
        |(block, _): &(Block, Span)| matches!(block, Block::Paragraph(text) if is_label(text));
    let boxes = inside.iter().position(|it| is_box(it) || label(it));
    let before_boxes = boxes.filter(|at| is_box(&inside[*at])).unwrap_or(0);
    let last = inside[..before_boxes].iter().rposition(asks);
    let end = match last {
        Some(last) => last + 1,
        None => inside.iter().take_while(|it| asks(it)).count(),
    };
    let stem = inside[..end].iter().map(|(block, _)| match block {
        Block::Paragraph(text) | Block::Heading(_, text) => plain(text),
        Block::Entry(entry) => format!("- {}", plain(&entry.text)),
        Block::Quote(text) => format!("“{}”", plain(text)),
    });
    let rest = inside[end..].iter().map(|(block, _)| block);
    (stem.collect(), rest.collect())
}
