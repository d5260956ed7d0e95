//! What a class gets back: a page to print, on which each student has a section that can be cut off.

use maud::html;

use crate::blocks;
use crate::shell;
use sourcework_core::present::block::printable;
use sourcework_core::present::returned::{self, Returned};

const CSS: &str = concat!(
    include_str!("progress.css"),
    "section { break-inside: avoid; border-top: 1px dashed var(--rule); padding: .5rem 0; }\n",
    "@media print { header { display: none } }\n"
);

/// The page for a class.
pub fn page(title: &str, students: &[Returned<'_>]) -> String {
    let title = printable(title);
    let body = html! {
        header { h1 { (title) } }
        main {
            @for student in students {
                section {
                    h2 { bdi { (printable(&student.student)) } }
                    p class="small" { (title) }
                    (blocks::markup(&returned::blocks(student)))
                }
            }
        }
    };
    shell::page(&title, CSS, &body)
}
