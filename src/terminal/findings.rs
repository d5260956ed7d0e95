//! What the program found in a written answer, and the facts of an extended one.

use std::io;

use super::page::{Look, Page};
use super::visible::shortened;
use super::{marks, visible, words};
use sourcework_core::attempt::{Altered, Found, Told};
use sourcework_core::marking::written::{Facts, Finding, Taken};
use sourcework_core::quiz::body::Point;
use sourcework_core::source::quotation::{Difference, Quotation};

/// Prints what was found for each point, and what was misquoted or copied.
pub fn print(page: &mut Page<'_>, told: &Told<'_>) -> io::Result<()> {
    for found in &told.found {
        print_found(page, found)?;
    }
    if let Some(cap) = told.capped {
        page.text(&format!(
            "Only one side was shown, so that it earns {} at most.",
            marks(cap)
        ))?;
    }
    for altered in &told.altered {
        print_altered(page, altered)?;
    }
    for copied in &told.copied {
        page.hanging(
            "Copied: ",
            &format!(
                "“{}” stands in the passage; put it in quotation marks.",
                shortened(copied)
            ),
            Look::Normal,
        )?;
    }
    Ok(())
}

fn print_found(page: &mut Page<'_>, found: &Found<'_>) -> io::Result<()> {
    let look = match found.finding {
        Finding::Made => Look::Good,
        Finding::Missing | Finding::Unquoted | Finding::Unsure(_) => Look::Normal,
        _ => Look::Bad,
    };
    let mut text = String::new();
    if !found.part.is_empty() {
        text += &format!("{}: ", found.part);
    }
    if let Some(label) = found.label {
        text += &format!("{} – ", visible(label));
    }
    text += &match found.finding {
        Finding::Made if found.part.starts_with("Detail") => "it supports the inference".to_owned(),
        Finding::Missing if found.part.starts_with("Detail") => {
            "none that the mark scheme accepts for it".to_owned()
        }
        Finding::Unsure(doubt) => format!("not sure: {}", doubt.shown()),
        finding => finding.shown().to_owned(),
    };
    if !found.words.is_empty() {
        let words: Vec<_> = found.words.iter().map(|it| shortened(it)).collect();
        text += &format!(", in your words: {}", words.join(" … "));
    }
    page.hanging("-  ", &text, look)?;
    for word in &found.misspelt {
        let line = format!(
            "“{}” was read as “{}”.",
            shortened(&word.written),
            visible(&word.read_as)
        );
        page.hanging("   ", &line, Look::Normal)?;
    }
    Ok(())
}

fn print_altered(page: &mut Page<'_>, altered: &Altered) -> io::Result<()> {
    let text = format!("“{}”", shortened(&altered.text));
    page.hanging("Misquoted: ", &text, Look::Normal)?;
    print_differences(page, &altered.differences)
}

fn print_differences(page: &mut Page<'_>, differences: &[Difference]) -> io::Result<()> {
    for difference in differences {
        let line = visible(&difference.to_string()).into_owned();
        page.hanging("   ", &format!("{line}."), Look::Normal)?;
    }
    Ok(())
}

/// Prints what can be told of an extended answer without judging it.
pub fn print_facts(
    page: &mut Page<'_>,
    facts: &Facts,
    text: &str,
    points: &[Point],
) -> io::Result<()> {
    page.title("What can be checked")?;
    page.hanging("-  ", &format!("{}.", words(facts.words)), Look::Normal)?;
    for (label, count) in &facts.quoted {
        let times = match count {
            0 => "not quoted".to_owned(),
            1 => "quoted once".to_owned(),
            count => format!("quoted {count} times"),
        };
        page.hanging(
            "-  ",
            &format!("Extract {}: {times}.", visible(label)),
            Look::Normal,
        )?;
    }
    for taken in &facts.taken {
        print_taken(page, taken, text)?;
    }
    if !points.is_empty() {
        print_points(page, facts, points)?;
    }
    if facts.learned {
        let line = "A part of it is a learned response, which fits any source; by itself it \
                    belongs to the lowest level.";
        page.hanging("-  ", line, Look::Bad)?;
    }
    Ok(())
}

fn print_taken(page: &mut Page<'_>, taken: &Taken, text: &str) -> io::Result<()> {
    let written = shortened(&text[taken.span.clone()]);
    let (what, differences): (_, &[Difference]) = match &taken.quotation {
        _ if !taken.quoted => ("copied without quotation marks", &[]),
        Quotation::Exact { .. } | Quotation::Typographic { .. } => return Ok(()),
        Quotation::Nearest { differences, .. } => ("altered", differences),
        Quotation::Absent => ("not in the extracts", &[]),
    };
    page.hanging("-  ", &format!("“{written}”: {what}."), Look::Normal)?;
    print_differences(page, differences)
}

fn print_points(page: &mut Page<'_>, facts: &Facts, points: &[Point]) -> io::Result<()> {
    for (place, point) in points.iter().enumerate() {
        let found = facts.touched.iter().find(|it| it.point == place);
        let state = match found.map(|it| it.finding) {
            Some(Finding::Unsure(_)) => "perhaps touched",
            Some(_) => "touched",
            None => "not found",
        };
        let line = format!("{}: {state}.", visible(&point.label));
        page.hanging("-  ", &line, Look::Normal)?;
    }
    if let Some(side) = facts.one_sided() {
        let line = format!("One-sided: only {} is touched.", visible(side));
        page.hanging("-  ", &line, Look::Normal)?;
    }
    Ok(())
}
