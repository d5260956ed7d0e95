//! Answers that a pupil's browser could not send, from a file.

use maud::{Markup, html};

use crate::shell::lines_of;
use sourcework_core::words::counted;

/// An answer of a file.
pub struct UnsentLine {
    /// The pupil.
    pub name: String,
    /// The question with its number.
    pub question: String,
    /// The answer that is kept, if there is one.
    pub kept: Option<String>,
    /// The answer of the file.
    pub unsent: String,
    /// Whether the two are the same.
    pub is_same: bool,
}

/// The page on which a file is loaded.
#[derive(Default)]
pub struct UnsentPage<'a> {
    /// The address of this page.
    pub address: &'a str,
    /// The address of the board.
    pub board: &'a str,
    /// The text of the files, one a line.
    pub text: &'a str,
    /// What they hold.
    pub lines: Vec<UnsentLine>,
    /// What cannot be used, and why.
    pub complaints: Vec<String>,
    /// How many answers were taken in just now.
    pub taken: Option<usize>,
}

/// The page.
pub fn unsent(page: &UnsentPage<'_>) -> Markup {
    html! {
        p { a href=(page.board) { "Back to the board" } }
        div class="sheet" {
            h1 { "Answers from a file" }
            p {
                "When the network fails for long, a pupil's page offers to save what it could not send as a file. "
                "Load the file here, and choose which answers count."
            }
            @for complaint in &page.complaints { p class="complaint" { (complaint) } }
            @if let Some(taken) = page.taken { p role="status" { (counted(taken, "answer")) " taken in." } }
            form method="post" action=(page.address) {
                label for="files" { "Files" }
                input type="file" id="files" data-into="file" multiple accept=".json,application/json";
                label for="file" { "or the text of a file" }
                textarea id="file" name="file" rows="3" spellcheck="false" required { (page.text) }
                @if page.lines.is_empty() {
                    div class="actions" { button class="main" name="do" value="look" { "Look at the answers" } }
                } @else {
                    fieldset class="options" {
                        legend { "Answers of the file; choose those to take in" }
                        @for (place, line) in page.lines.iter().enumerate() { (offered(place, line)) }
                    }
                    div class="actions" { button class="main" name="do" value="take" { "Take in the chosen answers" } }
                }
            }
        }
    }
}

fn offered(place: usize, line: &UnsentLine) -> Markup {
    html! {
        label class="option" {
            input type="checkbox" name="take" value=(place) checked[line.kept.is_none()] disabled[line.is_same];
            span class="words" {
                b { bdi { (line.name) } } ", " (lines_of(&line.question)) br;
                @match (&line.kept, line.is_same) {
                    (_, true) => { "It is kept already: " bdi { (lines_of(&line.unsent)) } }
                    (None, _) => { "No answer is kept. The file says: " bdi { (lines_of(&line.unsent)) } }
                    (Some(kept), _) => {
                        "Kept: " bdi { (lines_of(kept)) } br;
                        "The file says: " bdi { (lines_of(&line.unsent)) }
                    }
                }
            }
        }
    }
}
