//! Events in, outcomes out: what each attempt came to.
//!
//! The fold reads only what it needs of each payload, because a record may hold millions.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

use super::Day;
use crate::marking::Basis;
use crate::quiz::Skill;
use crate::session::{Earned, Mode};

/// One event as the store holds it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The attempt's number in this record.
    pub attempt: i64,
    /// The event's place in its attempt, from 0.
    pub seq: u32,
    /// The word of its action.
    pub kind: &'a str,
    /// The payload: JSON.
    pub payload: &'a str,
    /// When: milliseconds since 1970.
    pub at: i64,
}

/// An event that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldError {
    /// The attempt's number.
    pub attempt: i64,
    /// The event's place in it.
    pub seq: u32,
    /// Why.
    pub why: String,
}

impl std::fmt::Display for FoldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { attempt, seq, why } = self;
        write!(f, "event {seq} of attempt {attempt} cannot be read: {why}")
    }
}

impl std::error::Error for FoldError {}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its number in this record.
    pub attempt: i64,
    /// The quiz; `revision` where it was made up of several.
    pub quiz: String,
    /// Practice or exam.
    pub mode: Mode,
    /// When it began: milliseconds since 1970.
    pub began: i64,
    /// When its last event was.
    pub last: i64,
    /// The day on which it began, where it began.
    pub day: Day,
    /// Whether it is finished; else it can be taken up again.
    pub finished: bool,
    /// Questions that have been answered.
    pub answered: u32,
    /// Questions in all.
    pub questions: u32,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available, without those that wait for a person.
    pub available: u32,
    /// Marks that wait for a person.
    pub waiting: u32,
    /// What it says about each question that was answered and marked.
    pub reviews: Vec<Review>,
}

/// One question, answered and marked: what revision goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// `quiz-id/question-id`.
    pub question: String,
    /// The hash of what was asked.
    pub content: u128,
    /// What it tests.
    pub skill: Skill,
    /// Marks awarded: the raw score.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
    /// How the mark was reached.
    pub basis: Basis,
    /// The day of the answer.
    pub day: Day,
    /// Seconds from the event before to the answer.
    pub seconds: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Opened<'a> {
    #[serde(borrow)]
    quiz: Cow<'a, str>,
    mode: Mode,
    #[serde(borrow)]
    items: Vec<Presented<'a>>,
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    offset: i32,
}

#[derive(Deserialize)]
struct Presented<'a> {
    #[serde(borrow)]
    question: Cow<'a, str>,
    #[serde(borrow)]
    content: Cow<'a, str>,
    skill: Skill,
    available: u32,
}

#[derive(Deserialize)]
struct Marked<'a> {
    #[serde(borrow)]
    question: Cow<'a, str>,
    #[serde(default)]
    earned: Option<Earned>,
}

struct Item {
    question: String,
    content: u128,
    skill: Skill,
    available: u32,
    given: Option<Given>,
    /// Whether it was passed without an answer, before it was given one.
    passed: bool,
}

#[derive(Clone, Copy)]
struct Given {
    /// `None` while a person is to judge it.
    earned: Option<Earned>,
    judged: bool,
    at: i64,
    seconds: u32,
}

impl Given {
    /// What it earned, once nobody need say any more.
    fn settled(&self) -> Option<Earned> {
        self.earned.filter(|it| it.doubtful == 0 || self.judged)
    }
}

/// An attempt under way.
struct Open {
    quiz: String,
    mode: Mode,
    began: i64,
    last: i64,
    offset: i32,
    items: Vec<Item>,
}

/// Folds events, attempt by attempt. Events of one attempt come in their order; attempts may
/// alternate.
#[derive(Default)]
pub struct Fold {
    open: HashMap<i64, Open>,
}

impl Fold {
    /// Takes the next event; the outcome, where it was the last of its attempt.
    pub fn push(&mut self, row: Row<'_>) -> Result<Option<Outcome>, FoldError> {
        if row.kind == "opened" {
            let opened = read::<Opened<'_>>(row)?;
            self.open.insert(row.attempt, Open::new(opened, row)?);
            return Ok(None);
        }
        let Some(open) = self.open.get_mut(&row.attempt) else {
            return Err(error(row, "the attempt was not opened"));
        };
        match row.kind {
            "answered" => {
                let marked = read::<Marked<'_>>(row)?;
                open.answered(&marked, row.at);
            }
            "judged" => {
                let marked = read::<Marked<'_>>(row)?;
                if let Some(given) = open.given(&marked.question) {
                    given.earned = marked.earned;
                    given.judged = true;
                }
            }
            "skipped" => {
                let skipped = read::<Marked<'_>>(row)?;
                if let Some(item) = open.item(&skipped.question) {
                    item.passed = true;
                }
            }
            _ => {}
        }
        open.last = row.at;
        if row.kind != "finished" {
            return Ok(None);
        }
        let open = self.open.remove(&row.attempt);
        Ok(open.map(|open| open.outcome(row.attempt, true)))
    }

    /// What the attempts that are still open have come to so far, by their numbers.
    pub fn still_open(self) -> Vec<Outcome> {
        let open = self.open.into_iter();
        let mut outcomes: Vec<Outcome> = open
            .map(|(attempt, open)| open.outcome(attempt, false))
            .collect();
        outcomes.sort_unstable_by_key(|outcome| outcome.attempt);
        outcomes
    }
}

impl Open {
    fn new(opened: Opened<'_>, row: Row<'_>) -> Result<Self, FoldError> {
        let item = |it: Presented<'_>| {
            let content = u128::from_str_radix(&it.content, 16);
            Ok(Item {
                content: content.map_err(|why| error(row, &why.to_string()))?,
                question: it.question.into_owned(),
                skill: it.skill,
                available: it.available,
                given: None,
                passed: false,
            })
        };
        Ok(Self {
            quiz: opened.quiz.into_owned(),
            mode: opened.mode,
            began: row.at,
            last: row.at,
            offset: opened.head.offset,
            items: opened
                .items
                .into_iter()
                .map(item)
                .collect::<Result<_, _>>()?,
        })
    }

    fn item(&mut self, question: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|it| it.question == question)
    }

    fn given(&mut self, question: &str) -> Option<&mut Given> {
        self.item(question)?.given.as_mut()
    }

    fn answered(&mut self, marked: &Marked<'_>, at: i64) {
        let seconds = u32::try_from((at - self.last).max(0) / 1000).unwrap_or(u32::MAX);
        let exam = self.mode == Mode::Exam;
        let Some(item) = self.item(&marked.question) else {
            return;
        };
        // In practice the first answer counts, and none after the question was passed: whoever
        // is asked again at the end has seen what was wrong.
        if exam || (item.given.is_none() && !item.passed) {
            let before = item.given.map_or(0, |given| given.seconds);
            item.given = Some(Given {
                earned: marked.earned,
                judged: false,
                at,
                seconds: before.saturating_add(seconds),
            });
        }
    }

    fn outcome(self, attempt: i64, finished: bool) -> Outcome {
        let mut outcome = Outcome {
            attempt,
            mode: self.mode,
            began: self.began,
            last: self.last,
            day: Day::of_milliseconds(self.began, self.offset),
            finished,
            answered: 0,
            questions: u32::try_from(self.items.len()).unwrap_or(u32::MAX),
            awarded: 0,
            available: 0,
            waiting: 0,
            reviews: Vec::with_capacity(self.items.len()),
            quiz: String::new(),
        };
        // What has been answered of an exam shows only when it is handed in, to revision as well.
        let hidden = self.mode == Mode::Exam && !finished;
        for item in self.items {
            outcome.answered += u32::from(item.given.is_some());
            if item.given.is_some_and(|given| given.earned.is_none()) {
                outcome.waiting += item.available;
                continue;
            }
            outcome.available += item.available;
            let Some(given) = item.given else { continue };
            outcome.awarded += given.earned.map_or(0, |earned| earned.awarded);
            let Some(earned) = given.settled() else {
                outcome.waiting += given.earned.map_or(0, |earned| earned.doubtful);
                continue;
            };
            if !hidden {
                outcome.reviews.push(Review {
                    question: if item.question.contains('/') {
                        item.question
                    } else {
                        format!("{}/{}", self.quiz, item.question)
                    },
                    content: item.content,
                    skill: item.skill,
                    awarded: earned.awarded,
                    available: earned.available,
                    basis: earned.basis,
                    day: Day::of_milliseconds(given.at, self.offset),
                    seconds: given.seconds,
                });
            }
        }
        outcome.quiz = self.quiz;
        outcome
    }
}

fn read<'a, T: Deserialize<'a>>(row: Row<'a>) -> Result<T, FoldError> {
    serde_json::from_str(row.payload).map_err(|why| error(row, &why.to_string()))
}

fn error(row: Row<'_>, why: &str) -> FoldError {
    FoldError {
        attempt: row.attempt,
        seq: row.seq,
        why: why.to_owned(),
    }
}
