//! What a question has of its own, by kind.

use super::{QuestionReader, labelled};
use crate::bodies::{self, Sides, placed, truth_of};
use crate::markdown::blocks::{Block, Entry, Mark};
use crate::markdown::text::plain;
use sourcework_core::quiz::body::{Band, Choice, Criterion, MultipleResponse, Row, Statement};
use sourcework_core::quiz::cloze::Template;
use sourcework_core::quiz::{Body, Kind};

/// Reads the body of a kind; nothing, and a report, where it cannot be read.
pub fn of(kind: Kind, marks: Option<u32>, reader: &mut QuestionReader<'_, '_>) -> Option<Body> {
    Some(match kind {
        Kind::SingleChoice => bodies::single_choice(options(reader)),
        Kind::MultipleResponse => response(reader),
        Kind::Evidence => bodies::evidence(boxes(reader.entries()).collect()),
        Kind::Paired => paired(reader),
        Kind::TrueFalse => statements(reader),
        Kind::Matching => pairs(reader),
        Kind::Ordering => bodies::ordering(reader.entries().map(|it| plain(&it.text)).collect()),
        Kind::Cloze => return gaps(reader),
        Kind::Grid => bodies::grid(reader.entries().map(row).collect()),
        Kind::Inference | Kind::ShortAnswer => {
            bodies::essay(reader.labelled_text("Mark scheme").as_deref(), marks)
        }
        Kind::Extended => extended(reader, marks),
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

fn options(reader: &mut QuestionReader<'_, '_>) -> Vec<Choice> {
    let options: Vec<Choice> = boxes(reader.entries()).collect();
    let without = reader.entries().find(|it| !matches!(it.mark, Mark::Box(_)));
    if let Some(entry) = without {
        let what = format!(
            "“{}” has no box before it, `[ ]` or `[x]`; it was left out",
            plain(&entry.text)
        );
        reader.trouble.left_out(reader.span, what);
    }
    if !options.iter().any(|it| it.correct) {
        let what = "no option is right: tick one, `- [x]`; `export markdown --key` writes them so";
        reader.trouble.changed(reader.span, what);
    }
    options
}

fn response(reader: &mut QuestionReader<'_, '_>) -> Body {
    let rules = reader.details.iter().filter_map(|it| labelled(it));
    let rules: Vec<&str> = rules
        .filter(|(it, _)| *it == "Choose")
        .map(|(_, text)| text)
        .collect();
    let count = rules.iter().find_map(|it| it.parse().ok());
    Body::MultipleResponse(MultipleResponse {
        options: options(reader),
        choose: count.map(bodies::placed),
        all_or_nothing: rules.contains(&"all or nothing"),
    })
}

fn paired(reader: &QuestionReader<'_, '_>) -> Body {
    let is_evidence =
        |block: &&&Block| matches!(block, Block::Paragraph(text) if text == "**Evidence**");
    let at = reader
        .rest
        .iter()
        .position(|it| is_evidence(&it))
        .unwrap_or(reader.rest.len());
    let entries = |blocks: &[&Block]| -> Vec<Choice> {
        let entries = blocks.iter().filter_map(|block| match block {
            Block::Entry(entry) => Some(entry),
            _ => None,
        });
        boxes(entries).collect()
    };
    bodies::paired(entries(&reader.rest[..at]), entries(&reader.rest[at..]))
}

fn statements(reader: &mut QuestionReader<'_, '_>) -> Body {
    let statement = |entry: &Entry| {
        let answer = below(entry, "Answer").and_then(|it| truth_of(&it.replace('-', " ")));
        let (quote, why) = (below(entry, "Evidence"), below(entry, "Why"));
        bodies::statement(plain(&entry.text), answer, quote, why)
    };
    let statements: Vec<Statement> = reader.entries().map(statement).collect();
    if statements.iter().any(|it| it.answer.is_none()) {
        let what = "a statement needs “Answer: true”, “false” or “not stated” below it";
        reader.trouble.changed(reader.span, what);
    }
    bodies::true_false(statements)
}

/// The text of an entry `**Also offered:** …`.
fn offered(entry: &Entry) -> Option<String> {
    let text = entry.text.strip_prefix("**Also offered:**");
    text.or(entry.text.strip_prefix("**Offered:**")).map(plain)
}

fn pairs(reader: &QuestionReader<'_, '_>) -> Body {
    let mut sides = Sides::default();
    for entry in reader.entries() {
        match offered(entry) {
            Some(right) => sides.add("", right, None),
            None => {
                let right = below(entry, "Answer").unwrap_or_default();
                sides.add(plain(&entry.text), right, below(entry, "Why"));
            }
        }
    }
    match reader.detail("Kind") {
        Some(_) => sides.into_pairs_or_rows(),
        None => sides.into_body(),
    }
}

fn gaps(reader: &mut QuestionReader<'_, '_>) -> Option<Body> {
    let text = reader.labelled_text("Text").unwrap_or_default();
    let template = Template::parse(&text)
        .ok()
        .filter(|it| !it.gaps().is_empty());
    let Some(template) = template else {
        let what = "the text has no gap: write the answer in its place, “War is a {{calamity}}.”; the question was left out";
        reader.trouble.left_out(reader.span, what);
        return None;
    };
    Some(bodies::cloze(
        template,
        reader.entries().filter_map(offered).collect(),
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

/// Criteria with their levels; without them, the text is the information for a grader.
fn extended(reader: &QuestionReader<'_, '_>, marks: Option<u32>) -> Body {
    let mut criteria: Vec<Criterion> = Vec::new();
    for block in reader.rest {
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
    let model = reader.labelled_text("Model answer");
    if criteria.iter().all(|it| it.levels.is_empty()) {
        return bodies::essay(model.as_deref(), marks);
    }
    bodies::extended(criteria, model.unwrap_or_default())
}
