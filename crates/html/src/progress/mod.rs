//! The page: one file that needs nothing else, on a screen, in print and read aloud.

mod charts;
mod drawing;
mod markup;
mod sections;
mod words;

use self::markup::{paragraph, section};
use self::words::{escaped, long};
use sourcework_core::progress::Progress;

const CSS: &str = include_str!("page.css");

/// Nothing may be loaded and nothing may run, whatever the page is opened with.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

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
    let student = progress.student.as_deref().map(escaped);
    let on = long(progress.on);
    let (title, heading) = match &student {
        Some(student) => (
            format!("Progress of {student}, {on}"),
            format!("Progress of <bdi>{student}</bdi>"),
        ),
        None => (format!("Progress, {on}"), "Progress".to_owned()),
    };
    let main = if progress.answers == 0 {
        nothing_yet(progress)
    } else {
        figures(progress)
    };
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n\
         <header>\n<h1>{heading}</h1>\n<p>{on}</p>\n</header>\n\
         <main>\n{main}</main>\n</body>\n</html>\n"
    )
}

fn figures(progress: &Progress) -> String {
    let note: String = NOTE.into_iter().map(paragraph).collect();
    let parts = [
        Some(sections::in_short(progress)),
        sections::skills(progress),
        sections::marks(progress),
        sections::week(progress),
        sections::forecast(progress),
        sections::hardest(progress),
        Some(section("note", "What the figures mean", &note)),
    ];
    parts.into_iter().flatten().collect()
}

/// The page before the first answer: no chart is empty, because there is none.
fn nothing_yet(progress: &Progress) -> String {
    let first = paragraph(
        "Nothing has been answered yet. After the first quiz this page tells how the skills \
         stand, what is due, and what is likely to be remembered.",
    );
    let more = [
        sections::due_in_short(progress),
        sections::exam_in_short(progress),
    ];
    let more = more.into_iter().flatten().map(|words| paragraph(&words));
    let inside: String = std::iter::once(first).chain(more).collect();
    section("short", "In short", &inside)
}
