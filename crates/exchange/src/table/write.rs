//! A quiz to the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALONE, ARROW, Column, NUMBERED, PASSAGE, carries};
use crate::xml::Element;
use crate::{Carriage, Loss, Material, Part, html, losses, scheme, simpler};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::{Body, Question, Reveal};

/// How many of the columns that stand alone are always written.
const ALWAYS: usize = 8;

/// A quiz as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands over the columns.
    pub headings: Vec<String>,
    /// The rows; each has as many cells as there are headings.
    pub rows: Vec<Vec<String>>,
    /// What is lost by it.
    pub losses: Vec<Loss>,
}

type Row = BTreeMap<Column, String>;

/// Makes the table of a quiz.
pub fn table(material: Material<'_>) -> Table {
    let mut losses = losses::of_plain(material);
    losses.push(Loss::of_quiz(Part::Title, "is left out"));
    let mut shown = BTreeSet::new();
    let mut rows = Vec::new();
    for question in &material.quiz.questions {
        for id in &question.extracts {
            if shown.insert(id.as_str())
                && let Some((source, extract)) = material.sources.extract(id)
            {
                rows.push(Row::from([
                    (Column::One("kind"), PASSAGE.to_owned()),
                    (Column::One("extract"), id.value.clone()),
                    (Column::One("question"), source.title.value.clone()),
                    (Column::One("text"), extract.text.value.clone()),
                ]));
            }
        }
        rows.push(row(question));
        lose(question, &mut losses);
    }
    let columns = columns(&rows);
    let cell = |row: &Row, column: &Column| row.get(column).cloned().unwrap_or_default();
    Table {
        headings: columns.iter().map(|it| it.heading()).collect(),
        rows: rows
            .iter()
            .map(|row| columns.iter().map(|column| cell(row, column)).collect())
            .collect(),
        losses,
    }
}

/// The columns that the rows need, an answer beside what is told of it.
fn columns(rows: &[Row]) -> Vec<Column> {
    let used: BTreeSet<Column> = rows.iter().flat_map(|row| row.keys().copied()).collect();
    let alone = ALONE.iter().enumerate().filter_map(|(place, name)| {
        let column = Column::One(name);
        (place < ALWAYS || used.contains(&column)).then_some(column)
    });
    let most = used.iter().map(|column| match column {
        Column::Of(_, number) => *number,
        Column::One(_) => 0,
    });
    let most = most.max().unwrap_or(0);
    let numbered = (1..=most).flat_map(|number| NUMBERED.map(|name| Column::Of(name, number)));
    alone
        .chain(numbered.filter(|it| used.contains(it)))
        .collect()
}

fn row(question: &Question) -> Row {
    let mut row = Row::new();
    let mut put = |name: &'static str, text: String| {
        if !text.is_empty() {
            row.insert(Column::One(name), text);
        }
    };
    let extracts: Vec<&str> = question.extracts.iter().map(|it| it.as_str()).collect();
    put("kind", kind(question).to_owned());
    put("id", question.id.value.clone());
    put("skill", question.skill.to_string());
    put("marks", question.available().to_string());
    put("extract", extracts.join("; "));
    put("question", question.stem.value.clone());
    put("explanation", question.explanation.value.clone());
    put(
        "hint",
        question
            .hint
            .as_ref()
            .map(|it| it.value.clone())
            .unwrap_or_default(),
    );
    if question.provenance != Reveal::Before {
        put("provenance", question.provenance.to_string());
    }
    if !question.shuffle {
        put("shuffle", "no".to_owned());
    }
    let mut number = 0;
    for quote in &question.quotes {
        number += 1;
        row.insert(Column::Of("quotation", number), quote.value.clone());
    }
    put_body(&question.body, &mut row);
    row
}

/// The kind that the row has: written kinds are what a person marks by a scheme.
fn kind(question: &Question) -> &'static str {
    match &question.body {
        Body::Paired(_) => "single-choice",
        Body::Grid(_) => "matching",
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => "extended",
        body => body.kind().as_str(),
    }
}

fn put_body(body: &Body, row: &mut Row) {
    if let Body::Evidence(evidence) = body
        && evidence.candidates.is_empty()
    {
        return;
    }
    if let Some(picks) = simpler::picks(body) {
        let mut keys = Vec::new();
        for (number, pick) in (1..).zip(&picks) {
            put_answer(row, number, pick.text, pick.feedback);
            if pick.correct {
                keys.push(number.to_string());
            }
        }
        row.insert(Column::One("correct"), keys.join("; "));
    }
    match body {
        Body::MultipleResponse(body) => {
            let choose = body.choose.as_ref().map(ToString::to_string);
            let rule = body.all_or_nothing.then(|| "all or nothing".to_owned());
            let both: Vec<String> = choose.into_iter().chain(rule).collect();
            if !both.is_empty() {
                row.insert(Column::One("choose"), both.join("; "));
            }
        }
        Body::TrueFalse(_) | Body::Matching(_) | Body::Grid(_) => put_pairs(body, row),
        Body::Ordering(body) => {
            for (number, it) in (1..).zip(&body.items) {
                put_answer(row, number, it, None);
            }
        }
        Body::Cloze(body) => {
            row.insert(Column::One("text"), body.text.source().to_owned());
            for (number, it) in (1..).zip(&body.bank) {
                put_answer(row, number, it, None);
            }
        }
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => {
            let scheme = Element::new("div").children(scheme::of(body));
            let text = html::to_text(&scheme.markup_inside()).text;
            row.insert(Column::One("text"), text);
        }
        Body::SingleChoice(_) | Body::Evidence(_) | Body::Paired(_) => {}
    }
}

/// Left and right in one cell, `left => right`.
fn put_pairs(body: &Body, row: &mut Row) {
    match body {
        Body::TrueFalse(body) => {
            for (number, it) in (1..).zip(&body.statements) {
                let truth = it.answer.map_or("", |it| it.shown());
                let cell = format!("{} {ARROW} {truth}", side(&it.text));
                put_answer(row, number, &cell, text(it.feedback.as_ref()));
                if let Some(quote) = &it.quote {
                    row.insert(Column::Of("evidence", number), quote.value.clone());
                }
            }
        }
        Body::Matching(body) => {
            let mut number = 0;
            for it in &body.pairs {
                number += 1;
                let cell = format!("{} {ARROW} {}", side(&it.left), side(&it.right));
                put_answer(row, number, &cell, text(it.feedback.as_ref()));
            }
            for it in &body.distractors {
                number += 1;
                put_answer(row, number, &format!("{ARROW} {}", side(it)), None);
            }
        }
        Body::Grid(_) => {
            let pairs = simpler::pairs(body).expect("a grid can be asked as pairs");
            let rights = pairs.distractors.iter().map(|it| ("", it.as_str()));
            let pairs = pairs
                .pairs
                .iter()
                .map(|(left, right)| (left.as_str(), right.as_str()));
            for (number, (left, right)) in (1..).zip(pairs.chain(rights)) {
                let cell = format!("{} {ARROW} {}", side(left), side(right));
                put_answer(row, number, cell.trim_start(), None);
            }
        }
        _ => {}
    }
}

fn text(placed: Option<&Placed<String>>) -> Option<&str> {
    placed.map(|it| it.as_str())
}

fn put_answer(row: &mut Row, number: usize, text: &str, feedback: Option<&str>) {
    row.insert(Column::Of("answer", number), text.to_owned());
    if let Some(feedback) = feedback {
        row.insert(Column::Of("feedback", number), feedback.to_owned());
    }
}

/// A side of a pair, in which the arrow would part left from right.
fn side(text: &str) -> String {
    text.replace(ARROW, "⇒")
}

/// What a table has no place for.
fn lose(question: &Question, losses: &mut Vec<Loss>) {
    let mut lost = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    if let Carriage::As(form) = carries(question.kind()) {
        lost(Part::Kind, &format!("becomes {form}"));
    }
    let has_arrow = |pairs: simpler::Pairs| {
        let sides = pairs.pairs.iter().flat_map(|(left, right)| [left, right]);
        let mut sides = sides.chain(&pairs.distractors);
        sides.any(|side| side.contains(ARROW))
    };
    let is_paired = matches!(
        question.body,
        Body::Matching(_) | Body::TrueFalse(_) | Body::Grid(_)
    );
    if is_paired && simpler::pairs(&question.body).is_some_and(has_arrow) {
        lost(Part::Layout, "shows “⇒” for “=>”");
    }
    match &question.body {
        Body::Grid(body) => {
            if body.rows.iter().any(|it| it.feedback.is_some()) {
                lost(Part::Feedback, "of the rows is left out");
            }
            if body.rows.iter().any(|it| it.answers.len() > 1) {
                lost(Part::Variants, "are left out but for the first");
            }
        }
        Body::Paired(_) => lost(
            Part::Distractors,
            "are left out: the evidence is not asked for",
        ),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => {
            lost(
                Part::Patterns,
                "are left out; the points stand in the mark scheme",
            );
        }
        _ => {}
    }
}
