//! The page of a student's progress: one file that needs nothing else, on a screen, in print and read
//! aloud.

use crate::blocks;
use crate::shell;
use maud::html;
use sourcework_core::present::block::{plain, printable};
use sourcework_core::present::progress::{MEANING, Section, sections, title};
use sourcework_core::progress::Progress;
use sourcework_core::words::date;

const CSS: &str = concat!(
    include_str!("figures/figures.css"),
    include_str!("progress.css")
);

/// The page for a student.
pub fn page(progress: &Progress) -> String {
    let mut all = sections(progress);
    if progress.answers > 0 {
        all.push(Section {
            id: "note",
            heading: "What the figures mean",
            blocks: MEANING.map(plain).into(),
        });
    }
    let student = progress.student.as_deref().map(printable);
    let body = html! {
        header {
            h1 { "Progress" @if let Some(student) = &student { " of " bdi { (student) } } }
            p { (date(progress.on)) }
        }
        main {
            @for section in &all {
                section id=(section.id) {
                    h2 { (section.heading) }
                    (blocks::markup(&section.blocks))
                }
            }
        }
    };
    shell::page(&printable(&title(progress)), CSS, &body)
}
