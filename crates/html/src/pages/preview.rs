//! A quiz as its author looks at it: each question as a student sees it, and beside it the key, the
//! points, and what `check` says.

use maud::{Markup, html};

use super::attempt::{Asked, asking, letters};
use crate::blocks::markup;
use crate::shell::lines_of;
use sourcework_core::attempt::{Feedback, Judging, QuestionView};
use sourcework_core::diagnostic::{Lines, Report};
use sourcework_core::marking::Answer;
use sourcework_core::present::feedback::feedback_beside_passages;
use sourcework_core::present::judging;

/// One question for its author.
pub struct Question<'a> {
    /// The question as a student sees it.
    pub view: &'a QuestionView<'a>,
    /// What the student would be told: of an empty answer, or of the one that the author has tried.
    pub told: Option<&'a Feedback<'a>>,
    /// What a person marks by.
    pub judging: Option<&'a Judging<'a>>,
    /// The answer that the author has tried, which `told` is then about.
    pub tried: Option<Answer>,
    /// The hint.
    pub hint: Option<&'a str>,
    /// The ID of the question in its file.
    pub id: &'a str,
}

/// The page of a question. `stems` are those of all questions, for the list of them; `version` changes with the files,
/// where the page is to follow them.
pub fn question(
    question: &Question<'_>,
    address: &str,
    stems: &[String],
    reports: &[Report],
    version: Option<&str>,
) -> Markup {
    let place = question.view.head.place;
    let asked = Asked {
        address: format!("{address}/{}", place + 1),
        is_preview: true,
        begun: question.tried.clone(),
        ..Asked::default()
    };
    html! {
        div class="preview-bar" data-version=[version] {
            b { "Preview" } " of " code { (question.id) } "."
            @if version.is_some() { " It is shown again when a file is saved." }
            nav aria-label="Questions" class="preview-nav" {
                @if place > 0 { a class="button" href={ (address) "/" (place) } { "Before" } }
                @if place + 1 < stems.len() { a class="button" href={ (address) "/" (place + 2) } { "Next" } }
            }
        }
        (check(reports))
        (asking(question.view, &asked))
        section class="sheet author" id="author" aria-label="For the author" {
            h2 { (if question.tried.is_some() { "What this answer earns" } else { "The key, as a student is told it after an empty answer" }) }
            @if let Some(told) = question.told { (markup(&feedback_beside_passages(told, &letters))) }
            @if let Some(judging) = question.judging {
                h2 { "What a person marks by" }
                (markup(&judging::scheme(judging)))
                @if let sourcework_core::attempt::Scheme::Points(points, _) = &judging.scheme {
                    ul class="bullets" { @for point in judging::point_choices(points) { li { (lines_of(&point)) } } }
                }
                @if let sourcework_core::attempt::Scheme::Levels(criteria) = &judging.scheme {
                    @for criterion in criteria.iter() { (markup(&judging::levels(criterion))) }
                }
            }
            @if let Some(hint) = question.hint { p { b { "Hint: " } (lines_of(hint)) } }
        }
        details class="sheet" {
            summary { "All questions" }
            ol class="questions" {
                @for (place, stem) in stems.iter().enumerate() {
                    li { a href={ (address) "/" (place + 1) } { (lines_of(stem)) } }
                }
            }
        }
    }
}

/// A quiz that cannot be shown because of its errors.
pub fn broken(reports: &[Report], version: &str) -> Markup {
    html! {
        div class="preview-bar" data-version=(version) {
            b { "Preview" } ". The quiz cannot be shown yet; the page loads again when a file is saved."
        }
        (check(reports))
    }
}

/// What `check` says, with the line of each file.
fn check(reports: &[Report]) -> Markup {
    html! {
        @for report in reports {
            section class="sheet check" aria-label="What check says" {
                h2 { (report.path) }
                ul class="findings" {
                    @let index = Lines::of(&report.text);
                    @for found in &report.diagnostics {
                        @let (line, _) = index.line_and_column(found.span.start);
                        li class=(if found.severity() == sourcework_core::diagnostic::Severity::Error { "bad" } else { "neutral" }) {
                            b { (found.severity().as_str()) ", line " (line) ": " } (lines_of(&found.message))
                            @for help in &found.help { p class="small" { (lines_of(help)) } }
                        }
                    }
                }
            }
        }
    }
}
