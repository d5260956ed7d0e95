//! What a teacher sees of a sitting while it goes on, and what it has come to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sourcework_core::attempt::{Attempt, Item, Phase, Score, Session, Which};
use sourcework_core::marking::Answer;
use sourcework_core::quiz::{Body, Question, Skill};
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{Seat, SeatId, SittingId};

use super::{Classroom, ClassroomError};
use crate::judging::waiting_in;
use crate::store::Heard;

/// What has become of a question for one pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The pupil is not asked this question.
    NotAsked,
    /// Nothing yet.
    Open,
    /// Passed without an answer.
    Skipped,
    /// Answered, with the marks so far and those available.
    Marked(Score),
    /// Answered, and a person must mark it.
    Waits,
}

/// How far a pupil is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Joined, and has not begun.
    Joined,
    /// At the questions that are asked first without their passage.
    Probing,
    /// At a question, by the place of its column.
    At(usize),
    /// At the overview.
    Overview,
    /// Handed in.
    HandedIn,
}

/// A pupil on the board.
#[derive(Clone, Debug)]
pub struct Row {
    /// The seat.
    pub id: SeatId,
    /// The seat as it stands.
    pub seat: Seat,
    /// The attempt, if it has begun.
    pub attempt: Option<AttemptNumber>,
    /// How far the pupil is.
    pub progress: Progress,
    /// When the last thing was kept.
    pub kept: Option<Timestamp>,
    /// The questions in their order.
    pub cells: Vec<Cell>,
    /// The answers that wait for a person.
    pub waiting: Vec<Which>,
    /// The marks by skill: awarded and available.
    pub skills: BTreeMap<Skill, Score>,
    /// When the pupil's device was last heard of.
    pub seen: Option<Heard>,
}

impl Row {
    /// The marks so far, and those available of what has a mark.
    pub fn score(&self) -> Score {
        let cells = self.cells.iter();
        cells.fold(Score::default(), |sum, cell| match cell {
            Cell::Marked(score) => sum.plus(*score),
            _ => sum,
        })
    }
}

/// What was given for a part of a question that offers a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The option.
    pub text: String,
    /// Whether it is right.
    pub is_right: bool,
    /// Why it tempts, in the author's words.
    pub feedback: String,
    /// How many pupils chose it.
    pub count: usize,
}

/// A question on the board.
#[derive(Clone, Debug)]
pub struct Column {
    /// The ID.
    pub id: String,
    /// The question.
    pub stem: String,
    /// How many pupils have an answer with a mark.
    pub marked: usize,
    /// Their marks, and those available.
    pub score: Score,
    /// What was chosen, where that is one of several options.
    pub chosen: Vec<Chosen>,
}

/// All pupils and all questions of a sitting.
#[derive(Clone, Debug)]
pub struct Board {
    /// The pupils.
    pub rows: Vec<Row>,
    /// The questions.
    pub columns: Vec<Column>,
}

impl Classroom {
    /// The board of a sitting.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or the record cannot be read.
    pub fn board(&self, id: SittingId) -> Result<Board, ClassroomError> {
        let plan = self.with(id, |sitting| sitting.plan.clone())?;
        let paper = self.paper(&plan)?;
        let mut columns: Vec<Column> = plan.asked(&paper.quiz).map(column).collect();
        let seats: Vec<(SeatId, Seat)> = self.with(id, |sitting| {
            let seats = sitting.present();
            seats.map(|(seat, state)| (seat, state.clone())).collect()
        })?;
        let mut rows = Vec::with_capacity(seats.len());
        let seen_of = self.seen(id)?;
        for (seat_id, seat) in seats {
            let seen = seen_of.get(&seat_id).copied();
            let Some(number) = self.attempt_of(&seat)? else {
                rows.push(Row {
                    id: seat_id,
                    attempt: None,
                    progress: Progress::Joined,
                    kept: None,
                    cells: vec![Cell::Open; columns.len()],
                    waiting: Vec::new(),
                    skills: BTreeMap::new(),
                    seen,
                    seat,
                });
                continue;
            };
            let live = self.live(&seat.student, number)?;
            rows.push(row(
                live.session(),
                seat_id,
                seat,
                number,
                seen,
                &mut columns,
            ));
        }
        Ok(Board { rows, columns })
    }
}

fn column(question: &Question) -> Column {
    let options = match &question.body {
        Body::SingleChoice(body) => &body.options[..],
        Body::MultipleResponse(body) => &body.options,
        _ => &[],
    };
    let chosen = options.iter().map(|option| Chosen {
        text: option.text.value.clone(),
        is_right: option.correct,
        feedback: option
            .feedback
            .as_ref()
            .map_or(String::new(), |it| it.value.clone()),
        count: 0,
    });
    Column {
        id: question.id.value.clone(),
        stem: question.stem.value.clone(),
        marked: 0,
        score: Score::default(),
        chosen: chosen.collect(),
    }
}

fn row(
    session: &Session,
    id: SeatId,
    seat: Seat,
    number: AttemptNumber,
    seen: Option<Heard>,
    columns: &mut [Column],
) -> Row {
    let attempt: &Attempt = session.attempt();
    let mut cells = vec![Cell::NotAsked; columns.len()];
    let mut skills: BTreeMap<Skill, Score> = BTreeMap::new();
    let column_of = |columns: &[Column], item: &Item| {
        let mut columns = columns.iter();
        columns.position(|it| it.id == item.presented.question)
    };
    for item in &attempt.items {
        let Some(at) = column_of(columns, item) else {
            continue;
        };
        cells[at] = cell(item);
        if let Cell::Marked(score) = cells[at] {
            let column = &mut columns[at];
            column.marked += 1;
            column.score = column.score.plus(score);
            let skill = skills.entry(item.presented.skill).or_default();
            *skill = skill.plus(score);
        }
        let choices = match item.first.as_ref().map(|given| &given.answer) {
            Some(Answer::Choice(Some(choice))) => std::slice::from_ref(choice),
            Some(Answer::Choices(choices)) => choices,
            _ => &[],
        };
        for choice in choices {
            if let Some(chosen) = columns[at].chosen.get_mut(*choice) {
                chosen.count += 1;
            }
        }
    }
    let progress = match (attempt.phase, attempt.asking()) {
        (Phase::HandedIn | Phase::Finished, _) => Progress::HandedIn,
        (Phase::Probing, _) => Progress::Probing,
        (Phase::Answering, Some(place)) => {
            let item = attempt.items.get(place);
            let column = item.and_then(|item| column_of(columns, item));
            Progress::At(column.unwrap_or(place))
        }
        (Phase::Answering, None) => Progress::Overview,
    };
    Row {
        id,
        seat,
        attempt: Some(number),
        progress,
        kept: session.events().last().map(|event| event.at),
        cells,
        waiting: waiting_in(attempt),
        skills,
        seen,
    }
}

fn cell(item: &Item) -> Cell {
    match &item.first {
        None if item.skipped.0 => Cell::Skipped,
        None => Cell::Open,
        Some(given) if given.is_open() => Cell::Waits,
        Some(given) => match given.mark {
            Some(mark) => Cell::Marked(Score {
                awarded: mark.awarded,
                available: mark.available,
            }),
            None => Cell::Waits,
        },
    }
}
