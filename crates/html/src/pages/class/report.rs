//! The report on one sitting or several, within a page of the program.

use maud::{Markup, html};

use crate::report;
use sourcework_core::present::block::printable;
use sourcework_core::report::Report;
use sourcework_core::words::{counted_as, date};

/// A report.
pub struct ReportPage<'a> {
    /// The report.
    pub report: &'a Report,
    /// The address of the board, where it is about one sitting.
    pub board: Option<&'a str>,
    /// What addresses say of the sittings: `sitting=…&sitting=…`.
    pub query: &'a str,
    /// How many attempts could not be read.
    pub left_out: usize,
}

/// The page of a report.
pub fn report(page: &ReportPage<'_>) -> Markup {
    let starter = format!("/teach/starter.toml?{}", page.query);
    html! {
        p class="not-printed" {
            @match page.board {
                Some(board) => a href=(board) { "Back to the board" },
                None => a href="/teach" { "Back to your classes" },
            }
        }
        div class="sheet" {
            h1 { "Report: " bdi { (printable(&page.report.title)) } }
            p class="small" { (date(page.report.on)) }
            @if page.left_out > 0 {
                p class="complaint" {
                    (counted_as(page.left_out, "attempt is", "attempts are"))
                    " damaged and left out. " code { "sourcework record check" } " says what is wrong."
                }
            }
            div class="actions" { a class="button" href={ "/teach/report.html?" (page.query) } { "As a file, to keep or to print" } }
            (report::parts(page.report, Some(&starter)))
        }
    }
}
