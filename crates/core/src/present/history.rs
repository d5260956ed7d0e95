//! The attempts of a record, and one of them as it was.

use super::block::{Block, Column, Entry, Run, Table, plain};
use super::feedback::{Labels, changes_of_mark};
use super::summary;
use crate::attempt::{Score, Session};
use crate::record::{AttemptNumber, Outcome};
use crate::words::{counted, date, short_date};

/// How an attempt is taken up again, as an interface says it: a command, or what a link is called.
pub type Resume<'r> = &'r dyn Fn(AttemptNumber) -> String;

/// A table of attempts. Beside each stands how many of its questions have changed since.
pub fn attempts(attempts: &[(Outcome, usize)], resume: Resume<'_>) -> Vec<Block> {
    if attempts.is_empty() {
        let words = "No attempt is kept yet. The first one begins with a quiz.";
        return vec![plain(words)];
    }
    let table = Table::on_screen(
        "Attempts",
        [
            Column::figures("No"),
            Column::words("Day"),
            Column::words("Quiz"),
            Column::words("Answered"),
            Column::words("Marks"),
        ],
        attempts
            .iter()
            .map(|(outcome, changed)| row(outcome, *changed, resume))
            .collect(),
    );
    vec![Block::Table(table)]
}

fn row(outcome: &Outcome, changed: usize, resume: Resume<'_>) -> Vec<Entry> {
    let changed = match changed {
        0 => String::new(),
        some => format!("; {} changed since", counted(some, "question")),
    };
    let cells = [
        outcome.attempt.to_string(),
        short_date(outcome.day.date()),
        outcome.quiz.clone(),
        format!("{} of {}", outcome.answered, outcome.questions),
        format!("{}{changed}", marks(outcome, resume)),
    ];
    cells.map(|cell| vec![Run::Text(cell)]).into()
}

/// The marks of an attempt; of an unfinished one, how it is taken up again.
fn marks(outcome: &Outcome, resume: Resume<'_>) -> String {
    if !outcome.is_finished() {
        return format!("not finished: {}", resume(outcome.attempt));
    }
    let score = Score {
        awarded: outcome.awarded,
        available: outcome.available,
    };
    let waiting = match outcome.waiting {
        0 => String::new(),
        more => format!(", {more} wait for a person"),
    };
    let (awarded, available) = (score.awarded, score.available);
    format!("{awarded} of {available}, {}%{waiting}", score.percent())
}

/// One attempt as it was, question by question. `changed` are the IDs of the questions that have
/// changed since, or are gone.
pub fn attempt(
    outcome: &Outcome,
    session: &Session,
    changed: &[String],
    labels: Labels<'_>,
    resume: Resume<'_>,
) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(format!(
        "Attempt {}: {}, {}",
        outcome.attempt,
        session.quiz().title.value,
        date(outcome.day.date())
    ))];
    if !outcome.is_finished() {
        blocks.push(plain(format!("It is {}.", marks(outcome, resume))));
        return blocks;
    }
    for (number, (question, given)) in (1..).zip(session.outcomes()) {
        let earned = match given.map(|given| given.mark) {
            None => "not answered".to_owned(),
            Some(None) => "waits for a person".to_owned(),
            Some(Some(mark)) => format!("{} of {}", mark.awarded, mark.available),
        };
        let stem = &question.stem.value;
        blocks.push(plain(format!("{number}. {earned}: {stem}")));
        if let Some(given) = given {
            blocks.extend(changes_of_mark(
                given.judged.as_ref(),
                given.remarked.as_ref(),
            ));
        }
    }
    blocks.extend(changed.iter().map(|question| {
        plain(format!(
            "`{question}` has changed since, or no longer exists; you see it as it was asked then."
        ))
    }));
    blocks.extend(summary::whole(&session.summary(), labels));
    blocks
}
