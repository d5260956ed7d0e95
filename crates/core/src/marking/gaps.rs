//! Marking what is filled in: gaps and the cells of a grid.

use super::{Cell, Count, Verdict, choices};
use crate::quiz::body::{Cloze, Grid, Row};
use crate::source::quotation::fold;

/// An element a gap. What is typed is forgiven case, spaces and typography.
pub fn cloze(body: &Cloze, given: &[String]) -> Count {
    let gaps = body.text.gaps().iter().enumerate();
    let verdicts = gaps.map(|(index, gap)| {
        let given = given.get(index).map_or("", String::as_str);
        verdict(given, gap.accepted.iter().map(String::as_str))
    });
    choices::counted(verdicts.collect())
}

/// An element a row.
pub fn grid(body: &Grid, given: &[Cell]) -> Count {
    let rows = body.rows.iter().enumerate();
    choices::counted(
        rows.map(|(index, row)| cell(row, given.get(index)))
            .collect(),
    )
}

fn cell(row: &Row, given: Option<&Cell>) -> Verdict {
    match given {
        None => Verdict::Missed,
        Some(Cell::Chosen(chosen)) if row.key() == Some(*chosen) => Verdict::Right,
        Some(Cell::Chosen(_)) => Verdict::Wrong,
        Some(Cell::Typed(typed)) => {
            let accepted = row.answer.iter().chain(&row.answers);
            verdict(typed, accepted.map(|answer| answer.as_str()))
        }
    }
}

fn verdict<'a>(given: &str, mut accepted: impl Iterator<Item = &'a str>) -> Verdict {
    let given = given.trim();
    if given.is_empty() {
        return Verdict::Missed;
    }
    // Most right answers are typed as they are written; folding costs an allocation.
    if accepted.any(|answer| answer == given || fold(answer) == fold(given)) {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}
