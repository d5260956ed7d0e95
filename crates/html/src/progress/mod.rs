//! The page: one file that needs nothing else, on a screen, in print and read aloud.

mod charts;
mod drawing;
mod markup;
mod sections;
mod words;

use self::markup::{paragraph, section};
use self::words::{allowed, long};
use crate::shell;
use maud::{Markup, html};
use sourcework_core::progress::Progress;

const CSS: &str = include_str!("page.css");

/// What the figures mean, in plain words.
const NOTE: [&str; 5] = [
    "The share of marks to expect in a skill is worked out from the answers so far. No number of \
     answers makes it certain; so there are two bounds, and the true share lies between them with \
     a probability of 90%. The more answers, the closer the bounds. With too few there is no \
     figure at all.",
    "Old answers count for less: one from 30 days ago counts half as much as one from today, and \
     one from 60 days ago a quarter.",
    "A skill is secure when its share is above 60% with a probability of 95%. \
     “Needs work” may also mean that there is little to go by as yet.",
    "Predicted recall is the probability that a question answered before would be remembered on \
     that day, as the mean of all of them. It comes from a model of memory, which knows when each \
     was answered and how well. It is no mark.",
    "Nothing here is a grade, and nobody counts days in a row: a day off costs no more than what \
     is forgotten on it.",
];

/// The page for a student.
pub fn page(progress: &Progress) -> String {
    let student = progress.student.as_deref().map(allowed);
    let on = long(progress.on);
    let title = match &student {
        Some(student) => format!("Progress of {student}, {on}"),
        None => format!("Progress, {on}"),
    };
    let body = html! {
        header {
            h1 { "Progress" @if let Some(student) = &student { " of " bdi { (student) } } }
            p { (on) }
        }
        main {
            @if progress.answers == 0 { (nothing_yet(progress)) } @else { (figures(progress)) }
        }
    };
    shell::page(&title, CSS, &body)
}

fn figures(progress: &Progress) -> Markup {
    let note = html! { @for words in NOTE { (paragraph(words)) } };
    let parts = [
        Some(sections::in_short(progress)),
        sections::skills(progress),
        sections::marks(progress),
        sections::week(progress),
        sections::forecast(progress),
        sections::hardest(progress),
        Some(section("note", "What the figures mean", &note)),
    ];
    html! { @for part in parts.into_iter().flatten() { (part) } }
}

/// The page before the first answer: no chart is empty, because there is none.
fn nothing_yet(progress: &Progress) -> Markup {
    let more = [progress.due_in_words(), progress.exam_in_words(long)];
    let inside = html! {
        p {
            "Nothing has been answered yet. After the first quiz this page tells how the skills \
             stand, what is due, and what is likely to be remembered."
        }
        @for words in more.into_iter().flatten() { (paragraph(&words)) }
    };
    section("short", "In short", &inside)
}
