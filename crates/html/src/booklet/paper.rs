//! What only paper has: lines for names and marks, and what stays together on a page.

use maud::{Markup, html};

use super::QUESTIONS_SIDE_BY_SIDE;
use crate::blocks::{markup, ruled};
use crate::shell::lines_of;
use sourcework_core::present::block::{Block, Look};

/// Lines that stay with the beginning of their question.
const FIRST_LINES: u32 = 3;
/// A space to write in that is not divided.
const SHORT_SPACE: u32 = 6;

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

/// Where a teacher writes the marks, question by question.
pub fn table_of_marks(marks: &[(usize, u32)], total: u32) -> Markup {
    let rows: Vec<&[(usize, u32)]> = marks.chunks(QUESTIONS_SIDE_BY_SIDE).collect();
    html! {
        @for (place, row) in rows.iter().enumerate() {
            @let is_last = place + 1 == rows.len();
            table class="marks-given" aria-label="Marks" {
                thead {
                    tr {
                        th scope="row" { "Question" }
                        @for (number, _) in *row { th scope="col" { (number) } }
                        @if is_last { th scope="col" { "Total" } }
                    }
                }
                tbody {
                    tr {
                        th scope="row" { "Marks" }
                        @for (_, marks) in *row { td { (marks) } }
                        @if is_last { td { b { (total) } } }
                    }
                    tr class="given" {
                        th scope="row" { "Given" }
                        @for _ in *row { td {} }
                        @if is_last { td {} }
                    }
                }
            }
        }
    }
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
        .take_while(|it| matches!(it, Block::Text(Look::Label, _)));
    let (labels, rest) = blocks.split_at(labels.count());
    match rest.split_first() {
        Some((Block::Lines(count), after)) => {
            let first = if *count <= SHORT_SPACE {
                *count
            } else {
                FIRST_LINES
            };
            (
                html! { (markup(labels)) (ruled(first)) },
                html! { (ruled(count - first)) (markup(after)) },
            )
        }
        _ => (markup(labels), markup(rest)),
    }
}
