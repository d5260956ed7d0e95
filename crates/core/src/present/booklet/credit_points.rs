//! Written answers on the mark scheme: credit points, levels, model answers, examples.

use super::Scheme;
use super::examples::{self, OfPoint};
use super::readable_patterns::{accepted, first_words, words};
use crate::diagnostic::Placed;
use crate::present::block::{
    self, Block, Entry, Look, Run, Table, labelled, paragraph, strong, text,
};
use crate::quiz::body::{
    Criterion, Example, Extended, Inference, InferencePoint, Point, Sample, ShortAnswer,
};
use crate::quiz::{Question, Wording};
use crate::words;

/// The inferences that are valid, each with the details that support it.
pub fn inference(question: &Question, body: &Inference, scheme: &Scheme<'_>) -> Vec<Block> {
    let extracts = scheme.extracts;
    let shown = examples::of(scheme.quiz, question, scheme.sources);
    let row = |(it, shown): (&InferencePoint, &OfPoint)| {
        let details = it.details.iter();
        let details = joined(details.map(|quote| extracts.quoted_in_short(question, quote)));
        let accept = accept(&it.wording, shown, scheme.patterns);
        vec![vec![text(&it.label)], details, accept]
    };
    let points = Table {
        caption: "Valid inferences".into(),
        columns: block::columns(&[("Inference", 20), ("Details", 43), ("Answers", 37)]),
        rows: body.points.iter().zip(&shown).map(row).collect(),
        roomy: false,
    };
    let mut blocks = vec![Block::Table(points)];
    blocks.extend(of_all(&body.reject, &body.model, &body.examples, scheme));
    blocks
}

/// Entries as one, with a semicolon between them.
fn joined(entries: impl Iterator<Item = Entry>) -> Entry {
    let mut runs = Vec::new();
    for entry in entries {
        if !runs.is_empty() {
            runs.push(Run::Text("; ".into()));
        }
        runs.extend(entry);
    }
    runs
}

/// Answers that earn a point and answers that do not; words of it where no example does, and its
/// patterns if they are wanted.
fn accept(wording: &Wording, shown: &OfPoint, patterns: bool) -> Entry {
    let mut runs = joined(shown.earn.iter().map(|it| vec![text(it)]));
    if let Some(words) = first_words(wording).filter(|_| runs.is_empty() && !patterns) {
        runs.push(text(&format!("words such as {words}")));
    }
    let mut line = |entry: Entry| {
        if !runs.is_empty() {
            runs.push(Run::Break);
        }
        runs.extend(entry);
    };
    if patterns {
        line(accepted(wording));
    }
    if !shown.fail.is_empty() {
        line(vec![strong("not "), text(&shown.fail.join("; "))]);
    }
    runs
}

/// What is said of a question as a whole, after its points.
fn of_all(
    reject: &[Placed<String>],
    model: &str,
    examples: &[Example],
    scheme: &Scheme<'_>,
) -> Vec<Block> {
    let mut blocks = vec![labelled("Model answer", model)];
    if scheme.patterns {
        blocks.extend(rejected(reject));
        blocks.extend(all_examples(examples));
    } else {
        let nothing = examples::that_earn_nothing(examples);
        if !nothing.is_empty() {
            blocks.push(labelled("Not accepted", &nothing.join("; ")));
        }
    }
    blocks
}

/// The credit points of a short answer and its caps.
pub fn short_answer(question: &Question, body: &ShortAnswer, scheme: &Scheme<'_>) -> Vec<Block> {
    let shown = examples::of(scheme.quiz, question, scheme.sources);
    let mut blocks = vec![points(&body.points, &shown, scheme)];
    let total: u32 = body.points.iter().map(|it| it.marks).sum();
    let available = question.available();
    let mut caps = Vec::new();
    if total > available {
        caps.push(format!("No more than {} in all.", words::marks(available)));
    }
    if let Some(cap) = &body.caps.one_group {
        caps.push(format!(
            "No more than {} where all points are of one side.",
            words::marks(cap.value)
        ));
    }
    let learned = body
        .caps
        .learned_response
        .as_ref()
        .map_or(0, |cap| cap.value);
    if learned > 0 {
        caps.push(format!(
            "Learned responses that nothing in the source supports earn no more than {}.",
            words::marks(learned)
        ));
    }
    if !caps.is_empty() {
        blocks.push(paragraph(Look::Plain, &caps.join(" ")));
    }
    blocks.extend(of_all(&body.reject, &body.model, &body.examples, scheme));
    blocks
}

/// The levels of an extended answer.
pub fn extended(body: &Extended, scheme: &Scheme<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for criterion in &body.criteria {
        blocks.push(paragraph(Look::Label, &criterion.name));
        blocks.push(levels(criterion));
    }
    if !body.points.is_empty() {
        let label = "Points that an answer may make (they earn nothing by themselves): ";
        let mut runs = vec![strong(label)];
        runs.extend(joined(body.points.iter().map(|it| {
            let mut entry = vec![text(&it.label)];
            if scheme.patterns {
                entry.push(Run::Text(" – ".into()));
                entry.extend(accepted(&it.wording));
            }
            entry
        })));
        blocks.push(Block::Text(Look::Plain, runs));
    }
    blocks.push(labelled("Model answer", &body.model));
    if scheme.patterns {
        blocks.extend(all_examples(&body.examples));
    }
    if !body.samples.is_empty() {
        blocks.push(samples(body));
    }
    blocks
}

fn levels(criterion: &Criterion) -> Block {
    let rows = criterion.levels.iter().enumerate().rev().map(|(n, level)| {
        let marks = level.marks.value.to_string().replace('-', "–");
        let number = (n + 1).to_string();
        vec![
            vec![text(&number)],
            vec![text(&marks)],
            vec![text(&level.descriptor)],
        ]
    });
    Block::Table(Table {
        caption: "Levels of response".into(),
        columns: block::columns(&[("Level", 10), ("Marks", 12), ("Descriptor", 78)]),
        rows: rows.collect(),
        roomy: false,
    })
}

fn points(all: &[Point], shown: &[OfPoint], scheme: &Scheme<'_>) -> Block {
    let row = |(it, shown): (&Point, &OfPoint)| {
        let mut point = Vec::new();
        if let Some(group) = &it.group {
            point.push(strong(group));
            point.push(Run::Text(": ".into()));
        }
        point.push(text(&it.label));
        for condition in conditions(it, all) {
            point.push(Run::Break);
            point.push(Run::Text(condition));
        }
        let marks = vec![text(&it.marks.to_string())];
        vec![point, marks, accept(&it.wording, shown, scheme.patterns)]
    };
    Block::Table(Table {
        caption: "Points".into(),
        columns: block::columns(&[("Point", 35), ("Marks", 10), ("Answers", 55)]),
        rows: all.iter().zip(shown).map(row).collect(),
        roomy: false,
    })
}

/// What a point asks for beside its words.
fn conditions(point: &Point, all: &[Point]) -> Vec<String> {
    let mut conditions = Vec::new();
    let label_of = |id: &str| {
        let found = all
            .iter()
            .find(|it| it.id.as_ref().is_some_and(|known| known.value == id));
        found.map_or(id, |it| it.label.as_str()).to_owned()
    };
    if !point.needs.is_empty() {
        let needed: Vec<String> = point.needs.iter().map(|id| label_of(id)).collect();
        let needed = block::clean(&needed.join("”, “"));
        conditions.push(format!("Counts only with “{needed}”."));
    }
    if let Some(from) = &point.quote_from {
        let words = point.min_words.as_ref().map_or(3, |it| it.value);
        // The ID of a source is no name for people.
        let label = from.rsplit('/').next();
        let label = block::clean(label.expect("a text that is split gives at least one piece"));
        conditions.push(format!(
            "Must quote at least {words} words of extract {label}."
        ));
    }
    if point.forgive_names {
        conditions.push("Names may be misspelt.".to_owned());
    }
    conditions
}

fn rejected(patterns: &[Placed<String>]) -> Option<Block> {
    let all: Vec<String> = patterns.iter().map(|it| words(it)).collect();
    let said = labelled(
        "Check by hand, because no right answer says this",
        &all.join("; "),
    );
    (!all.is_empty()).then_some(said)
}

fn all_examples(all: &[Example]) -> Option<Block> {
    let row = |it: &Example| {
        let mut marks = vec![text(&it.marks.to_string())];
        if it.unsure {
            marks.push(Run::Text(" (a person decides)".into()));
        }
        vec![vec![text(&it.answer)], marks]
    };
    let table = Table {
        caption: "Answers and their marks".into(),
        columns: block::columns(&[("Example of an answer", 84), ("Marks", 16)]),
        rows: all.iter().map(row).collect(),
        roomy: false,
    };
    (!all.is_empty()).then_some(Block::Table(table))
}

fn samples(body: &Extended) -> Block {
    let row = |it: &Sample| {
        let marks = it
            .marks
            .value
            .iter()
            .zip(&body.criteria)
            .map(|(mark, criterion)| match body.criteria.len() {
                1 => mark.to_string(),
                _ => format!("{}: {mark}", criterion.name.value),
            });
        let marks: Vec<String> = marks.collect();
        vec![
            vec![text(&it.answer)],
            vec![text(&marks.join("; "))],
            vec![text(&it.reasons)],
        ]
    };
    Block::Table(Table {
        caption: "Answers that an examiner has judged".into(),
        columns: block::columns(&[("Judged answer", 58), ("Marks", 10), ("Why", 32)]),
        rows: body.samples.iter().map(row).collect(),
        roomy: false,
    })
}
