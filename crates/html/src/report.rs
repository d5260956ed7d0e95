//! The report on a class: one file that needs nothing else, on a screen, in print and read aloud; and
//! the same within a page of the program.
//!
//! On a screen one part is shown at a time, the first page first, by the style sheet alone: the links
//! above the parts are ordinary ones. In print everything follows, each pupil on a sheet of its own.

use crate::blocks;
use crate::shell;
use maud::{Markup, html};
use sourcework_core::present::block::printable;
use sourcework_core::present::progress::Section;
use sourcework_core::present::report::{Part, of_pupil, sections, title};
use sourcework_core::report::Report;
use sourcework_core::words::date;

const CSS: &str = concat!(
    include_str!("figures/figures.css"),
    include_str!("progress.css"),
    include_str!("report.css")
);

/// The whole report as a file.
pub fn page(report: &Report) -> String {
    let body = html! {
        main {
            h1 { "Report: " bdi { (printable(&report.title)) } }
            p class="small" { (date(report.on)) }
            (parts(report, None))
        }
    };
    shell::page(&printable(&title(report)), CSS, &body)
}

/// What a part is called in markup. No section and no chart of the report has the same ID.
fn id_of(part: Part) -> &'static str {
    match part {
        Part::FirstPage => "part-class",
        Part::Pupils => "part-pupils",
        Part::Statistics => "part-statistics",
    }
}

/// The parts of the report, with links to each. `starter` is the address at which the questions for
/// the next lesson can be had as a quiz.
pub fn parts(report: &Report, starter: Option<&str>) -> Markup {
    let all = Part::ALL.map(|part| (part, sections(report, part, "")));
    let shown = || all.iter().filter(|(_, sections)| !sections.is_empty());
    let meaning = all.iter().flat_map(|(_, sections)| sections);
    let meaning = meaning.filter(|it| it.id == "meaning");
    let links = shown().map(|(part, _)| (id_of(*part), part.heading()));
    let links = links.chain(meaning.map(|it| (it.id, it.heading)));
    html! {
        div class="report" {
            nav class="parts" aria-label="Parts of the report" {
                ul { @for (id, heading) in links { li { a href={ "#" (id) } { (heading) } } } }
            }
            @for (part, sections) in shown() {
                section class="part" id=(id_of(*part)) {
                    h2 { (part.heading()) }
                    div class="sections" { @for it in sections { (section(it, starter)) } }
                    @if *part == Part::Pupils { (pupils(report)) }
                }
            }
        }
    }
}

fn section(section: &Section, starter: Option<&str>) -> Markup {
    let starter = starter.filter(|_| section.id == "starter");
    html! {
        section id=(section.id) {
            h3 { (section.heading) }
            (blocks::markup(&section.blocks))
            @if let Some(address) = starter {
                p class="not-printed" { a href=(address) { "These questions as a quiz file" } }
            }
        }
    }
}

/// A page for each pupil, which names no other.
fn pupils(report: &Report) -> Markup {
    let id = |place: usize| format!("page-of-pupil-{place}");
    let title = title(report);
    html! {
        nav class="names" aria-label="Pages of pupils" {
            h3 { "A page for each pupil" }
            ul {
                @for (place, pupil) in report.pupils.iter().enumerate() {
                    li { a href={ "#" (id(place)) } { bdi { (printable(&pupil.name)) } } }
                }
            }
        }
        @for (place, pupil) in report.pupils.iter().enumerate() {
            section class="pupil" id=(id(place)) {
                h3 { bdi { (printable(&pupil.name)) } }
                p class="small" { (printable(&title)) }
                (blocks::markup(&of_pupil(report, place)))
            }
        }
    }
}
