//! The page of a report: one file that needs nothing else, on a screen, in print and read aloud.

use crate::blocks;
use crate::shell;
use maud::html;
use sourcework_core::present::block::printable;
use sourcework_core::present::report::{Part, of_pupil, sections, title};
use sourcework_core::report::Report;
use sourcework_core::words::date;

const CSS: &str = include_str!("progress.css");

/// The whole report on a page.
pub fn page(report: &Report) -> String {
    let body = html! {
        header {
            h1 { "Report: " bdi { (printable(&report.title)) } }
            p { (date(report.on)) }
        }
        main {
            @for part in Part::ALL {
                h2 { (part.heading()) }
                @for section in sections(report, part, "") {
                    section id=(section.id) {
                        h3 { (section.heading) }
                        (blocks::markup(&section.blocks))
                    }
                }
            }
            @for (place, pupil) in report.pupils.iter().enumerate() {
                section {
                    h2 { bdi { (printable(&pupil.name)) } }
                    (blocks::markup(&of_pupil(report, place)))
                }
            }
        }
    };
    shell::page(&printable(&title(report)), CSS, &body)
}
