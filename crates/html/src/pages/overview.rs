//! The overview of an exam, and what an attempt has come to.

use maud::{Markup, html};

use crate::blocks::titled;
use crate::shell::lines_of;
use sourcework_core::attempt::{OverviewLine, Summary};
use sourcework_core::present::{question, summary};
use sourcework_core::words::{counted_as, marks};

/// All questions of an exam, and the button that hands it in.
pub fn overview(lines: &[OverviewLine<'_>], address: &str, seq: usize) -> Markup {
    let open = lines.iter().filter(|line| !line.answered).count();
    html! {
        div class="sheet" {
            (titled(&question::overview(lines)))
            ol class="questions" {
                @for (place, line) in lines.iter().enumerate() {
                    li class=(if line.answered { "answered" } else { "open" }) {
                        a href={ (address) "/questions/" (place + 1) } { (lines_of(line.stem)) }
                        " " small {
                            (if line.answered { "answered" } else { "not answered" })
                            @if line.flagged { ", ⚑ flagged" }
                            ", " (marks(line.marks))
                        }
                    }
                }
            }
            form method="post" action={ (address) "/hand-in" } {
                input type="hidden" name="seq" value=(seq);
                p {
                    @if open > 0 { (counted_as(open, "question is", "questions are")) " still without an answer. " }
                    "Once you have handed in, nothing can be changed."
                }
                div class="actions" { button class="main" { "Hand in now" } }
            }
        }
    }
}

/// The score, the skills, and what to look at again. `stems` are all questions of the attempt with what
/// each has earned; `late` says that the paper was handed in because the time was up.
pub fn result(
    result: &Summary<'_>,
    address: &str,
    stems: &[(String, String)],
    late: bool,
    next: &[(&str, &str)],
) -> Markup {
    html! {
        @if late {
            p class="complaint" { "The time was up, and your paper was handed in. What came after that does not count." }
        }
        div class="sheet result" {
            (titled(&summary::result(result)))
        }
        @if !result.again.is_empty() {
            section class="sheet" {
                h2 { "Look at these again" }
                ol class="questions" {
                    @for again in &result.again {
                        li value=(again.place + 1) {
                            a href={ (address) "/questions/" (again.place + 1) } { (lines_of(again.feedback.stem)) }
                            " " small { (again.score.awarded) " of " (marks(again.score.available)) }
                        }
                    }
                }
            }
        }
        details class="sheet" {
            summary { "All questions" }
            ol class="questions" {
                @for (place, (stem, earned)) in stems.iter().enumerate() {
                    li {
                        a href={ (address) "/questions/" (place + 1) } { (lines_of(stem)) }
                        " " small { (earned) }
                    }
                }
            }
        }
        p class="actions" {
            @for (place, (address, name)) in next.iter().enumerate() {
                a class={ "button" @if place == 0 { " main" } } href=(address) { (name) }
            }
        }
    }
}

/// Before the result of an exam: the written answers that the program has marked, by place and stem.
pub fn review(written: &[(usize, String)], address: &str, seq: usize) -> Markup {
    html! {
        div class="sheet" {
            h1 { "Before the result" }
            p { "The program has marked these written answers. You can look at what it found, and mark an answer yourself where you see it otherwise." }
            ul class="questions" {
                @for (place, stem) in written {
                    li { a href={ (address) "/questions/" (place + 1) } { "Question " (place + 1) ": " (lines_of(stem)) } }
                }
            }
            form method="post" action={ (address) "/finish" } {
                input type="hidden" name="seq" value=(seq);
                div class="actions" { button class="main" { "Show the result" } }
            }
        }
    }
}
