//! The fields of a task, with what was answered before.

use super::Field;
use sourcework_core::attempt::{GridRow, Task};
use sourcework_core::marking::{Answer, Cell};
use sourcework_core::quiz::Truth;

pub(super) fn around(task: &Task<'_>) -> Vec<String> {
    match task {
        Task::Fill { texts, .. } => texts.to_vec(),
        _ => Vec::new(),
    }
}

pub(super) fn fields_of_task(task: &Task<'_>, given: Option<&Answer>) -> Vec<Field> {
    match task {
        Task::Statements(statements) => truths(statements, given),
        Task::Match { lefts, rights } => pairs(lefts, rights, given),
        Task::Fill { texts, bank } => gaps(texts.len().saturating_sub(1), bank, given),
        Task::Pair { claims, evidence } => {
            let (claim, shows) = match given {
                Some(Answer::Paired { claim, evidence }) => (*claim, *evidence),
                _ => (None, None),
            };
            vec![
                Field::menu("The claim", claims, claim),
                Field::menu("The evidence for it", evidence, shows),
            ]
        }
        Task::Grid(rows) => cells(rows, given),
        Task::Infer { count, .. } => inferences(*count as usize, given),
        Task::Choose(_)
        | Task::ChooseSeveral(..)
        | Task::Select(_)
        | Task::Order(_)
        | Task::Find(_)
        | Task::Write { .. } => Vec::new(),
    }
}

fn truths(statements: &[&str], given: Option<&Answer>) -> Vec<Field> {
    let truths = Truth::ALL.map(Truth::shown);
    let picked = |place: usize| match given {
        Some(Answer::Truths(given)) => {
            let truth = given.get(place).copied().flatten()?;
            Truth::ALL.iter().position(|known| *known == truth)
        }
        _ => None,
    };
    let statements = statements.iter().enumerate();
    statements
        .map(|(place, text)| Field::menu(format!("{}. {text}", place + 1), &truths, picked(place)))
        .collect()
}

fn pairs(lefts: &[&str], rights: &[&str], given: Option<&Answer>) -> Vec<Field> {
    let picked = |place: usize| match given {
        Some(Answer::Pairs(given)) => given.get(place).copied().flatten(),
        _ => None,
    };
    let lefts = lefts.iter().enumerate();
    lefts
        .map(|(place, left)| Field::menu(*left, rights, picked(place)))
        .collect()
}

fn gaps(count: usize, bank: &[&str], given: Option<&Answer>) -> Vec<Field> {
    let typed = |place: usize| match given {
        Some(Answer::Gaps(given)) => given.get(place).map_or("", String::as_str),
        _ => "",
    };
    let gap = |place: usize| {
        let label = format!("({})", place + 1);
        let text = typed(place);
        match bank.is_empty() {
            true => Field::line(label, text, false),
            false => {
                let picked = bank.iter().position(|word| *word == text);
                Field::menu(label, bank, picked)
            }
        }
    };
    (0..count).map(gap).collect()
}

fn cells(rows: &[GridRow<'_>], given: Option<&Answer>) -> Vec<Field> {
    let cell = |place: usize| match given {
        Some(Answer::Cells(given)) => given.get(place),
        _ => None,
    };
    let rows = rows.iter().enumerate();
    rows.map(|(place, row)| match (row.options.is_empty(), cell(place)) {
        (true, Some(Cell::Typed(text))) => Field::line(row.label, text, false),
        (true, _) => Field::line(row.label, "", false),
        (false, Some(Cell::Chosen(picked))) => Field::menu(row.label, &row.options, Some(*picked)),
        (false, _) => Field::menu(row.label, &row.options, None),
    })
    .collect()
}

fn inferences(count: usize, given: Option<&Answer>) -> Vec<Field> {
    let written = |place: usize| match given {
        Some(Answer::Inferences(given)) => given.get(place),
        _ => None,
    };
    let pair = |place: usize| {
        let before = written(place);
        let (inference, detail) = before.map_or(("", ""), |it| (&it.inference, &it.detail));
        let number = place + 1;
        let asked = format!("Detail of the passage that supports inference {number}");
        [
            Field::line(format!("Inference {number}"), inference, false),
            Field::line(asked, detail, true),
        ]
    };
    (0..count).flat_map(pair).collect()
}
