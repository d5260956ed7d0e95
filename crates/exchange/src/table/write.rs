//! A quiz to the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALONE, ARROW, CAPABILITIES, Column, NUMBERED, PASSAGE};
use crate::lower::{Choice, GapLayout, Interaction, Offers, Pairs, lower};
use crate::{Material, scheme};
use sourcework_core::quiz::{Kind, Question, Reveal};

/// How many of the columns that stand alone are always written.
const ALWAYS: usize = 8;

/// A quiz as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands over the columns.
    pub headings: Vec<String>,
    /// The rows; each has as many cells as there are headings.
    pub rows: Vec<Vec<String>>,
}

type Row = BTreeMap<Column, String>;

/// Makes the table of a quiz.
pub fn table(material: Material<'_>) -> Table {
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
    }
    let columns = columns(&rows);
    let cell = |row: &Row, column: &Column| row.get(column).cloned().unwrap_or_default();
    Table {
        headings: columns.iter().map(|it| it.heading()).collect(),
        rows: rows
            .iter()
            .map(|row| columns.iter().map(|column| cell(row, column)).collect())
            .collect(),
    }
}

/// The columns that the rows need, an answer beside its feedback.
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
    if let Some(interaction) = lower(question, &CAPABILITIES) {
        put_interaction(question.kind(), &interaction, &mut row);
    }
    row
}

/// The kind that the row has: written kinds are what a person marks by a scheme.
fn kind(question: &Question) -> &'static str {
    let kind = match question.kind() {
        Kind::Paired => Kind::SingleChoice,
        Kind::Grid => Kind::Matching,
        Kind::Inference | Kind::ShortAnswer => Kind::Extended,
        kind => kind,
    };
    kind.as_str()
}

fn put_interaction(kind: Kind, interaction: &Interaction<'_>, row: &mut Row) {
    match interaction {
        // The sentences are those of the passage; the quotations say which are right.
        Interaction::Choice(choice) if choice.of == Offers::Sentences => {}
        Interaction::Choice(choice) => put_choice(choice, row),
        Interaction::Pairs(pairs) => put_pairs(kind, pairs, row),
        Interaction::Order(items) => {
            for (number, item) in (1..).zip(items) {
                put_answer(row, number, item, None);
            }
        }
        Interaction::Gaps(gaps) => {
            if let GapLayout::Text(body) = gaps.layout {
                row.insert(Column::One("text"), body.text.source().to_owned());
                for (number, word) in (1..).zip(&body.bank) {
                    put_answer(row, number, word, None);
                }
            }
        }
        Interaction::Text(text) => {
            row.insert(Column::One("text"), scheme::text(text.body));
        }
    }
}

fn put_choice(choice: &Choice<'_>, row: &mut Row) {
    let mut keys = Vec::new();
    for (number, offer) in (1..).zip(&choice.offers) {
        put_answer(row, number, offer.text, offer.feedback);
        if offer.correct {
            keys.push(number.to_string());
        }
    }
    row.insert(Column::One("correct"), keys.join("; "));
    let number = choice.choose.map(|it| it.to_string());
    let rule = choice.all_or_nothing.then(|| "all or nothing".to_owned());
    let rules: Vec<String> = number.into_iter().chain(rule).collect();
    if !rules.is_empty() {
        row.insert(Column::One("choose"), rules.join("; "));
    }
}

/// Left and right in one cell, `left => right`.
fn put_pairs(kind: Kind, pairs: &Pairs<'_>, row: &mut Row) {
    let mut number = 0;
    for pair in &pairs.pairs {
        number += 1;
        let right = match kind {
            Kind::TrueFalse => pair.right.to_lowercase(),
            _ => side(&pair.right),
        };
        let cell = format!("{} {ARROW} {right}", side(&pair.left));
        put_answer(row, number, &cell, pair.feedback);
        if let Some(quote) = pair.quote {
            row.insert(Column::Of("evidence", number), quote.to_owned());
        }
    }
    // The words for true, false and not stated are known.
    if kind != Kind::TrueFalse {
        for right in &pairs.distractors {
            number += 1;
            put_answer(row, number, &format!("{ARROW} {}", side(right)), None);
        }
    }
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

/// Whether a side of a pair holds an arrow.
pub(super) fn has_arrow(question: &Question) -> bool {
    match lower(question, &CAPABILITIES) {
        Some(Interaction::Pairs(pairs)) => pairs.any_side_holds(ARROW),
        _ => false,
    }
}
