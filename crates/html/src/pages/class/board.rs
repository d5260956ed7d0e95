//! The board: pupils by questions, as it stands; and what the sitting has come to.

use maud::{Markup, html};

use super::erasing::{Erasing, erasing};
use crate::shell::lines_of;
use sourcework_core::words::counted;

/// A pupil on the board.
pub struct BoardRow {
    /// The address of the pupil's page.
    pub address: String,
    /// The name.
    pub name: String,
    /// Where the pupil is: "joined", "question 3", "handed in".
    pub progress: String,
    /// When the last answer was kept.
    pub kept: String,
    /// A word for it where nothing was heard of the device, or nothing was kept, for a while.
    pub silence: Option<&'static str>,
    /// For each question what has become of it, and a word for it: "2/3" and "2 of 3 marks".
    pub cells: Vec<(String, String)>,
    /// The sum.
    pub sum: String,
}

/// A question on the board.
pub struct BoardColumn {
    /// The question.
    pub stem: String,
    /// How well it went so far, in words; empty before there is anything.
    pub facility: String,
    /// What was chosen: the option, how many chose it, and why it tempts.
    pub chosen: Vec<(String, usize, String)>,
}

/// The board.
pub struct BoardPage<'a> {
    /// The address of the sitting.
    pub address: &'a str,
    /// The address of the report on it.
    pub report: &'a str,
    /// The quiz.
    pub title: &'a str,
    /// The class code.
    pub code: &'a str,
    /// Where pupils go.
    pub places: &'a [String],
    /// Whether it is open, paused or closed, in words.
    pub phase: &'a str,
    /// The buttons that work now: what they do and what they say.
    pub buttons: Vec<(&'static str, &'static str)>,
    /// The pupils.
    pub rows: Vec<BoardRow>,
    /// The questions.
    pub columns: Vec<BoardColumn>,
    /// How many answers wait for a person.
    pub waiting: usize,
    /// The pupils who were removed: the address and the name of each.
    pub removed: Vec<(String, String)>,
    /// Whether something else than the class code was typed to erase the sitting; only where it can be erased.
    pub erasing: Option<bool>,
}

/// The page of the board.
pub fn board(page: &BoardPage<'_>) -> Markup {
    html! {
        div class="sheet" {
            h1 { (lines_of(page.title)) }
            p { "Class code " b class="code" { (page.code) } " at " (page.places.join(" or ")) ". " (page.phase) }
            form method="post" action=(page.address) class="actions" {
                @for (what, words) in &page.buttons { button name="do" value=(what) { (words) } }
                a class="button" href={ (page.address) "/marking" } { "Mark written answers" }
                a class="button" href={ (page.address) "/wall" } { "Wall for the projector" }
                a class="button" href={ (page.address) "/results" } { "Results" }
                a class="button" href=(page.report) { "Report" }
                a class="button" href={ (page.address) "/unsent" } { "Answers from a file" }
            }
        }
        div data-live={ (page.address) "/events" } { (part(page)) }
        noscript { p { "Load this page again to see what is new." } }
        @if !page.removed.is_empty() {
            details class="sheet" {
                summary { "Removed: " (counted(page.removed.len(), "pupil")) }
                ul class="plain" { @for (address, name) in &page.removed { li { a href=(address) { bdi { (name) } } } } }
            }
        }
        @if let Some(is_wrong) = page.erasing {
            (erasing(&Erasing {
                address: page.address,
                what: "this sitting",
                warning: "The names, codes and all answers of this sitting are removed from this machine. Take the results first. \
                    While it is erased, other classes wait for a moment.",
                to_type: "the class code",
                field: "code",
                is_wrong,
            }))
        }
    }
}

/// The part of the page that changes while pupils answer.
fn part(page: &BoardPage<'_>) -> Markup {
    html! {
        p role="status" {
            (counted(page.rows.len(), "pupil")) "."
            @if page.waiting > 0 { " " a href={ (page.address) "/marking" } { (counted(page.waiting, "answer")) " to mark" } "." }
        }
        div class="scroll" tabindex="0" role="region" aria-label="Board" {
            table class="board" {
                caption class="unseen" { "Pupils by questions" }
                thead {
                    tr {
                        th scope="col" { "Pupil" }
                        th scope="col" { "Where" }
                        th scope="col" { "Kept" }
                        @for number in 1..=page.columns.len() { th scope="col" { (number) } }
                        th scope="col" { "Sum" }
                    }
                }
                tbody {
                    @for row in &page.rows {
                        tr {
                            th scope="row" { a href=(row.address) { bdi { (row.name) } } }
                            td { (row.progress) @if let Some(silence) = row.silence { " " small { "(" (silence) ")" } } }
                            td { (row.kept) }
                            @for (shown, words) in &row.cells { td title=(words) { (shown) } }
                            td { (row.sum) }
                        }
                    }
                }
            }
        }
        h2 { "Questions" }
        ol class="questions" {
            @for column in &page.columns {
                li {
                    (lines_of(&column.stem)) " " small { (column.facility) }
                    @if column.chosen.iter().any(|(_, count, _)| *count > 0) {
                        ul class="plain" {
                            @for (text, count, why) in &column.chosen {
                                li { (count) " × " (lines_of(text)) @if !why.is_empty() { " " small { (lines_of(why)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
