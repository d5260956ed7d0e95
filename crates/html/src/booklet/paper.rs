//! What only paper has: lines for names and marks, and what stays together on a page.

use maud::{Markup, html};

use crate::blocks::{lines_of, markup, ruled};
use sourcework_core::present::block::{Block, Look};

/// Lines that stay with the beginning of their question.
const FIRST_LINES: u32 = 3;

/// Where a student writes who they are.
pub fn name_line() -> Markup {
    let fields = [("Name", "name"), ("Class", "class"), ("Date", "date")];
    html! {
        p class="names" {
            @for (label, class) in fields {
                span class={ "field " (class) } { (label) span class="rule" {} } " "
            }
        }
    }
}

/// Where a teacher writes the mark.
pub fn mark_field(total: u32) -> Markup {
    html! { p class="field mark" { "Mark" span class="rule" {} "/ " (total) } }
}

/// The first paragraph of a stem, for its heading, and those after it.
pub fn stem(text: &str) -> (Markup, Markup) {
    let mut paragraphs = text.split("\n\n").filter(|it| !it.trim().is_empty());
    let first = lines_of(paragraphs.next().unwrap_or_default());
    let more = html! {
        @for paragraph in paragraphs { p class="stem" { (lines_of(paragraph)) } }
    };
    (first, more)
}

/// What is never separated from the beginning of its question, and what may be.
pub fn opening(blocks: &[Block]) -> (Markup, Markup) {
    let labels = blocks
        .iter()
        .take_while(|it| matches!(it, Block::Text(Look::Label | Look::Task, _)));
    let (labels, rest) = blocks.split_at(labels.count());
    match rest.split_first() {
        Some((Block::Lines(count), after)) => (
            html! { (markup(labels)) (ruled(*count.min(&FIRST_LINES))) },
            html! { (ruled(count.saturating_sub(FIRST_LINES))) (markup(after)) },
        ),
        _ => (markup(labels), markup(rest)),
    }
}
