//! `sourcework report` over a class that has sat a quiz.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;
mod report_class;

use std::path::PathBuf;

#[test]
#[ignore = "makes a record to look at: SOURCEWORK_LOOK=record.db"]
fn make_a_record_to_look_at() {
    let file = PathBuf::from(std::env::var("SOURCEWORK_LOOK").unwrap());
    let day = |day: &str| day.parse().unwrap();
    let first = report_class::sit(&file, "letter-3-language", day("2026-11-10T09:00:00Z"), 1);
    let second = report_class::sit(&file, "letter-4-exam", day("2026-11-24T09:00:00Z"), 2);
    let warm = report_class::sit(&file, "letter-1-warm-up", day("2026-11-03T09:00:00Z"), 3);
    std::fs::write(
        file.with_extension("codes"),
        format!("{} {} {}", first.1, second.1, warm.1),
    )
    .unwrap();
}
