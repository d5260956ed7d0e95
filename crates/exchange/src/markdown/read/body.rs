//! What a question has of its own, by kind.

use super::{Asked, labelled};
use crate::bodies::{self, Sides, placed, truth_of};
use crate::markdown::blocks::{Block, Entry, Mark};
use crate::markdown::text::plain;
use sourcework_core::quiz::body::{Band, Choice, Criterion, MultipleResponse, Row, Statement};
use sourcework_core::quiz::cloze::Template;
use sourcework_core::quiz::{Body, Kind};

/// Reads the body of a kind; nothing, and a report, where it cannot be read.
pub fn of(kind: Kind, marks: Option<u32>, asked: &mut Asked<'_, '_>) -> Option<Body> {
    Some(match kind {
        Kind::SingleChoice => bodies::single_choice(options(asked)),
        Kind::MultipleResponse => response(asked),
        Kind::Evidence => bodies::evidence(boxes(asked.entries()).collect()),
        Kind::Paired => paired(asked),
        Kind::TrueFalse => statements(asked),
        Kind::Matching => pairs(asked),
        Kind::Ordering => bodies::ordering(asked.entries().map(|it| plain(&it.text)).collect()),
        Kind::Cloze => return gaps(asked),
        Kind::Grid => bodies::grid(asked.entries().map(row).collect()),
        Kind::Inference | Kind::ShortAnswer => {
            bodies::essay(asked.told("Mark scheme").as_deref(), marks)
        }
        Kind::Extended => extended(asked, marks),
    })
}

/// What stands below an entry under a label.
fn below(entry: &Entry, label: &str) -> Option<String> {
    let found = entry.below.iter().filter_map(labelled);
    let mut found = found.filter(|(it, _)| *it == label);
    found.next().map(|(_, text)| plain(text))
}

fn boxes<'a>(entries: impl Iterator<Item = &'a Entry>) -> impl Iterator<Item = Choice> {
    entries.filter_map(|entry| match entry.mark {
        Mark::Box(correct) => Some(bodies::option(
            plain(&entry.text),
            correct,
            below(entry, "Why"),
        )),
        Mark::Bullet | Mark::Number => None,
    })
}

fn options(asked: &mut Asked<'_, '_>) -> Vec<Choice> {
    let options: Vec<Choice> = boxes(asked.entries()).collect();
    let without = asked.entries().find(|it| !matches!(it.mark, Mark::Box(_)));
    if let Some(entry) = without {
        let what = format!(
            "“{}” has no box before it, `[ ]` or `[x]`; it was left out",
            plain(&entry.text)
        );
        asked.trouble.left_out(asked.span, what);
    }
    if !options.iter().any(|it| it.correct) {
        let what = "no option is right: tick one, `- [x]`; `export markdown --key` writes them so";
        asked.trouble.changed(asked.span, what);
    }
    options
}

fn response(asked: &mut Asked<'_, '_>) -> Body {
    let rules = asked.details.iter().filter_map(|it| labelled(it));
    let rules: Vec<&str> = rules
        .filter(|(it, _)| *it == "Choose")
        .map(|(_, text)| text)
        .collect();
    let count = rules.iter().find_map(|it| it.parse().ok());
    Body::MultipleResponse(MultipleResponse {
        options: options(asked),
        choose: count.map(bodies::placed),
        all_or_nothing: rules.contains(&"all or nothing"),
    })
}

fn paired(asked: &Asked<'_, '_>) -> Body {
    let is_evidence =
        |block: &&&Block| matches!(block, Block::Paragraph(text) if text == "**Evidence**");
    let at = asked
        .rest
        .iter()
        .position(|it| is_evidence(&it))
        .unwrap_or(asked.rest.len());
    let entries = |blocks: &[&Block]| -> Vec<Choice> {
        let entries = blocks.iter().filter_map(|block| match block {
            Block::Entry(entry) => Some(entry),
            _ => None,
        });
        boxes(entries).collect()
    };
    bodies::paired(entries(&asked.rest[..at]), entries(&asked.rest[at..]))
}

fn statements(asked: &mut Asked<'_, '_>) -> Body {
    let statement = |entry: &Entry| {
        let answer = below(entry, "Answer").and_then(|it| truth_of(&it.replace('-', " ")));
        let (quote, why) = (below(entry, "Evidence"), below(entry, "Why"));
        bodies::statement(plain(&entry.text), answer, quote, why)
    };
    let statements: Vec<Statement> = asked.entries().map(statement).collect();
    if statements.iter().any(|it| it.answer.is_none()) {
        let what = "a statement needs “Answer: true”, “false” or “not stated” below it";
        asked.trouble.changed(asked.span, what);
    }
    bodies::true_false(statements)
}

/// The text of an entry `**Also offered:** …`.
fn offered(entry: &Entry) -> Option<String> {
    let text = entry.text.strip_prefix("**Also offered:**");
    text.or(entry.text.strip_prefix("**Offered:**")).map(plain)
}

fn pairs(asked: &Asked<'_, '_>) -> Body {
    let mut sides = Sides::default();
    for entry in asked.entries() {
        match offered(entry) {
            Some(right) => sides.add("", right, None),
            None => {
                let right = below(entry, "Answer").unwrap_or_default();
                sides.add(plain(&entry.text), right, below(entry, "Why"));
            }
        }
    }
    match asked.detail("Kind") {
        Some(_) => sides.into_pairs_or_rows(),
        None => sides.into_body(),
    }
}

fn gaps(asked: &mut Asked<'_, '_>) -> Option<Body> {
    let text = asked.told("Text").unwrap_or_default();
    let template = Template::parse(&text)
        .ok()
        .filter(|it| !it.gaps().is_empty());
    let Some(template) = template else {
        let what = "the text has no gap: write the answer in its place, “War is a {{calamity}}.”; the question was left out";
        asked.trouble.left_out(asked.span, what);
        return None;
    };
    Some(bodies::cloze(
        template,
        asked.entries().filter_map(offered).collect(),
    ))
}

fn row(entry: &Entry) -> Row {
    let options: Vec<Choice> = boxes(entry.below.iter()).collect();
    let answers = entry
        .below
        .iter()
        .filter(|it| it.mark == Mark::Bullet)
        .filter_map(labelled);
    let answers = answers
        .filter(|(it, _)| *it == "Answer")
        .map(|(_, text)| placed(plain(text)));
    Row {
        label: placed(plain(&entry.text)),
        answer: options
            .iter()
            .find(|it| it.correct)
            .map(|it| it.text.clone()),
        options: options.into_iter().map(|it| it.text).collect(),
        answers: answers.collect(),
        forgive: None,
        feedback: below(entry, "Why").map(placed),
    }
}

/// Criteria with their levels; without them, what is said is told to a grader.
fn extended(asked: &Asked<'_, '_>, marks: Option<u32>) -> Body {
    let mut criteria: Vec<Criterion> = Vec::new();
    for block in asked.rest {
        match block {
            Block::Paragraph(text) => {
                let name = text.strip_prefix("**Criterion:**");
                criteria.extend(name.map(|name| Criterion {
                    name: placed(plain(name)),
                    levels: Vec::new(),
                }));
            }
            Block::Entry(entry) => {
                let level = labelled(entry)
                    .and_then(|(band, text)| Some(bodies::level(Band::parse(band)?, plain(text))));
                if let Some(criterion) = criteria.last_mut() {
                    criterion.levels.extend(level);
                }
            }
            Block::Heading(..) | Block::Quote(_) => {}
        }
    }
    let model = asked.told("Model answer");
    if criteria.iter().all(|it| it.levels.is_empty()) {
        return bodies::essay(model.as_deref(), marks);
    }
    bodies::extended(criteria, model.unwrap_or_default())
}
