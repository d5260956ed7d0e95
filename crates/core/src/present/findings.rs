//! What the program found in a written answer, and what it can check of an extended one.

use super::block::{Block, FindingLine, Tone, plain, shortened};
use crate::attempt::{FoundPoint, WrittenFindings};
use crate::marking::written::{Facts, Finding, Taken};
use crate::quiz::body::Point;
use crate::source::quotation::{Difference, Quotation};
use crate::words::{counted, marks};

/// What was found for each point, and what was misquoted or copied.
pub fn written_findings(findings: &WrittenFindings<'_>) -> Vec<Block> {
    let lines: Vec<FindingLine> = findings.found.iter().map(found_line).collect();
    let mut blocks = Vec::new();
    if !lines.is_empty() {
        blocks.push(Block::Findings(lines));
    }
    if let Some(cap) = findings.capped {
        let most = marks(cap);
        blocks.push(plain(format!(
            "Only one side was shown, so the answer earns {most} at most."
        )));
    }
    let altered = findings.altered.iter().map(|altered| FindingLine {
        notes: sentences(&altered.differences),
        ..line(format!("Misquoted: “{}”", shortened(&altered.text)))
    });
    let copied = findings.copied.iter().map(|copied| {
        let copied = shortened(copied);
        line(format!(
            "Copied: “{copied}” stands in the passage; put it in quotation marks."
        ))
    });
    let lines: Vec<FindingLine> = altered.chain(copied).collect();
    if !lines.is_empty() {
        blocks.push(Block::Findings(lines));
    }
    blocks
}

fn found_line(found: &FoundPoint<'_>) -> FindingLine {
    let is_detail = found.part.starts_with("Detail");
    let mut text = String::new();
    if !found.part.is_empty() {
        text += &format!("{}: ", found.part);
    }
    if let Some(label) = found.label {
        text += &format!("{label} – ");
    }
    text += &match found.finding {
        Finding::Made if is_detail => "it supports the inference".to_owned(),
        Finding::Missing if is_detail => {
            "not one that the mark scheme accepts for this inference".to_owned()
        }
        Finding::Unsure(doubt) => format!("not sure: {}", doubt.shown()),
        finding => finding.shown().to_owned(),
    };
    if !found.words.is_empty() {
        let words: Vec<String> = found.words.iter().map(|words| shortened(words)).collect();
        text += &format!(", in your words: {}", words.join(" … "));
    }
    let notes = found.misspelt.iter().map(|word| {
        let written = shortened(&word.written);
        format!("“{written}” was read as “{}”.", word.read_as)
    });
    FindingLine {
        label: String::new(),
        tone: match found.finding {
            Finding::Made => Tone::Good,
            Finding::Missing | Finding::Unquoted | Finding::Unsure(_) => Tone::Neutral,
            _ => Tone::Bad,
        },
        text,
        notes: notes.collect(),
    }
}

fn sentences(differences: &[Difference]) -> Vec<String> {
    let sentence = |difference: &Difference| format!("{difference}.");
    differences.iter().map(sentence).collect()
}

/// What can be said of an extended answer without judging it: its length, what it quotes, which
/// points it touches.
pub fn checked_facts(facts: &Facts, answer: &str, points: &[Point]) -> Vec<Block> {
    let mut lines = vec![line(format!("{}.", counted(facts.words, "word")))];
    lines.extend(facts.quoted.iter().map(|(label, count)| {
        let times = match count {
            0 => "not quoted".to_owned(),
            1 => "quoted once".to_owned(),
            count => format!("quoted {count} times"),
        };
        line(format!("Extract {label}: {times}."))
    }));
    lines.extend(
        facts
            .taken
            .iter()
            .filter_map(|taken| taken_line(taken, answer)),
    );
    lines.extend(point_lines(facts, points));
    if let Some(side) = facts.one_sided()
        && !points.is_empty()
    {
        lines.push(line(format!("One-sided: only {side} is touched.")));
    }
    if facts.learned {
        lines.push(FindingLine {
            tone: Tone::Bad,
            ..line(
                "A part of the answer is a learned response, which fits any source; alone it is worth only the lowest level.".to_owned(),
            )
        });
    }
    vec![
        Block::Heading("What can be checked".to_owned()),
        Block::Findings(lines),
    ]
}

fn line(text: String) -> FindingLine {
    FindingLine {
        label: String::new(),
        tone: Tone::Neutral,
        text,
        notes: Vec::new(),
    }
}

/// Words that were taken from the passage but are not quoted as they stand there.
fn taken_line(taken: &Taken, answer: &str) -> Option<FindingLine> {
    let (what, differences): (_, &[Difference]) = match &taken.quotation {
        _ if !taken.quoted => ("copied without quotation marks", &[]),
        Quotation::Exact { .. } | Quotation::Typographic { .. } => return None,
        Quotation::Nearest { differences, .. } => ("altered", differences),
        Quotation::Absent => ("not in the extracts", &[]),
    };
    let written = shortened(&answer[taken.span.clone()]);
    Some(FindingLine {
        notes: sentences(differences),
        ..line(format!("“{written}”: {what}."))
    })
}

fn point_lines(facts: &Facts, points: &[Point]) -> Vec<FindingLine> {
    let lines = points.iter().enumerate().map(|(place, point)| {
        let touched = facts.touched.iter().find(|found| found.point == place);
        let state = match touched.map(|found| found.finding) {
            Some(Finding::Unsure(_)) => "perhaps touched",
            Some(_) => "touched",
            None => "not found",
        };
        line(format!("{}: {state}.", point.label.value))
    });
    lines.collect()
}
