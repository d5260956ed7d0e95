//! Events in, outcomes out: what each attempt came to.
//!
//! The fold reads only what it needs of each payload, because a record may hold millions.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{AttemptNumber, Day, EventError, EventFault, EventRow};
use crate::attempt::{Earned, Mode};
use crate::identity::ContentHash;
use crate::marking::Basis;
use crate::quiz::Skill;

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its number in this record.
    pub attempt: AttemptNumber,
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
    /// When it was finished; `None` while it can be taken up again.
    pub ended: Option<i64>,
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

impl Outcome {
    /// Whether it is finished; else it can be taken up again.
    pub fn is_finished(&self) -> bool {
        self.ended.is_some()
    }
}

/// One question, answered and marked: what revision goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// `quiz-id/question-id`.
    pub question: String,
    /// The hash of what was asked.
    pub content: ContentHash,
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
    /// Whether the explanation was read before, so that the answer shows no memory.
    pub explained_first: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Opened<'a> {
    version: u32,
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
    content: ContentHash,
    skill: Skill,
    available: u32,
    #[serde(default, rename = "explained-first")]
    explained_first: bool,
}

#[derive(Deserialize)]
struct Marked<'a> {
    #[serde(borrow)]
    question: Cow<'a, str>,
    #[serde(default)]
    earned: Option<Earned>,
    /// Whether it is about the second answer, which counts for nothing here.
    #[serde(default)]
    again: bool,
}

struct Item {
    question: String,
    content: ContentHash,
    skill: Skill,
    available: u32,
    explained_first: bool,
    given: Option<FoldedAnswer>,
    /// Whether the question was skipped before it was answered.
    passed: bool,
}

#[derive(Clone, Copy)]
struct FoldedAnswer {
    /// `None` while a person is to judge it.
    earned: Option<Earned>,
    judged: bool,
    at: i64,
    seconds: u32,
}

impl FoldedAnswer {
    /// What it earned, once no person has to decide any more.
    fn settled(&self) -> Option<Earned> {
        self.earned.filter(|it| it.doubtful == 0 || self.judged)
    }
}

/// An attempt under way.
struct OpenAttempt {
    quiz: String,
    mode: Mode,
    began: i64,
    last: i64,
    offset: i32,
    items: Vec<Item>,
    ended: Option<i64>,
}

/// Folds events, attempt by attempt. Events of one attempt come in their order; attempts may
/// alternate.
#[derive(Default)]
pub struct Fold {
    open: HashMap<AttemptNumber, OpenAttempt>,
    /// The attempts that go on after `finished`.
    amended: HashSet<AttemptNumber>,
}

impl Fold {
    /// A fold of a record in which something has happened to these attempts after they were
    /// finished: a teacher has judged an answer, or it was marked again. Their outcomes come
    /// from [`Self::rest`], because `finished` is not their last event.
    pub fn with_amended(amended: HashSet<AttemptNumber>) -> Self {
        Self {
            open: HashMap::new(),
            amended,
        }
    }

    /// Takes the next event; the outcome, where it was the last of its attempt.
    ///
    /// # Errors
    ///
    /// Where the event cannot be read, or a later version of the program has written it.
    pub fn push(&mut self, row: EventRow<'_>) -> Result<Option<Outcome>, EventError> {
        if row.kind == "opened" {
            let opened: Opened<'_> = row.read()?;
            row.check_version(opened.version)?;
            self.open
                .insert(row.attempt, OpenAttempt::new(opened, row.at));
            return Ok(None);
        }
        row.check_kind()?;
        let Some(open) = self.open.get_mut(&row.attempt) else {
            return Err(row.error(EventFault::NotOpened));
        };
        match row.kind {
            "answered" | "admitted" | "judged" | "remarked" | "skipped" => {
                let marked: Marked<'_> = row.read()?;
                if !marked.again {
                    open.push(row.kind, &marked, row.at);
                }
            }
            _ => {}
        }
        open.last = row.at;
        if row.kind != "finished" {
            return Ok(None);
        }
        open.ended = Some(row.at);
        if self.amended.contains(&row.attempt) {
            return Ok(None);
        }
        let open = self.open.remove(&row.attempt);
        Ok(open.map(|open| open.outcome(row.attempt)))
    }

    /// What all other attempts have come to so far, by their numbers: those that are still open,
    /// and those of [`Self::with_amended`].
    pub fn rest(self) -> Vec<Outcome> {
        let open = self.open.into_iter();
        let mut outcomes: Vec<Outcome> =
            open.map(|(attempt, open)| open.outcome(attempt)).collect();
        outcomes.sort_unstable_by_key(|outcome| outcome.attempt);
        outcomes
    }
}

impl OpenAttempt {
    fn new(opened: Opened<'_>, at: i64) -> Self {
        let item = |it: Presented<'_>| Item {
            content: it.content,
            question: it.question.into_owned(),
            skill: it.skill,
            available: it.available,
            explained_first: it.explained_first,
            given: None,
            passed: false,
        };
        Self {
            quiz: opened.quiz.into_owned(),
            mode: opened.mode,
            began: at,
            last: at,
            ended: None,
            offset: opened.head.offset,
            items: opened.items.into_iter().map(item).collect(),
        }
    }

    fn push(&mut self, kind: &str, marked: &Marked<'_>, at: i64) {
        match kind {
            "answered" => self.answered(marked, at, false),
            "admitted" => self.answered(marked, at, true),
            "skipped" => {
                if let Some(item) = self.item(&marked.question) {
                    item.passed = true;
                }
            }
            _ => {
                if let Some(given) = self.given(&marked.question) {
                    given.earned = marked.earned;
                    given.judged |= kind == "judged";
                }
            }
        }
    }

    fn item(&mut self, question: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|it| it.question == question)
    }

    fn given(&mut self, question: &str) -> Option<&mut FoldedAnswer> {
        self.item(question)?.given.as_mut()
    }

    /// `replaces` says that it takes the place of an answer in practice as well.
    fn answered(&mut self, marked: &Marked<'_>, at: i64, replaces: bool) {
        // A clock that was turned back, or set far away, takes no time or the longest there is.
        let passed = at.saturating_sub(self.last).max(0) / 1000;
        let seconds = u32::try_from(passed).unwrap_or(u32::MAX);
        let exam = self.mode == Mode::Exam;
        let Some(item) = self.item(&marked.question) else {
            return;
        };
        // In practice the first answer counts, and none after the question was passed: a student
        // who is asked again at the end has seen what was wrong.
        if exam || replaces || (item.given.is_none() && !item.passed) {
            let before = item.given.map_or(0, |given| given.seconds);
            item.given = Some(FoldedAnswer {
                earned: marked.earned,
                judged: false,
                at,
                seconds: before.saturating_add(seconds),
            });
        }
    }

    fn outcome(self, attempt: AttemptNumber) -> Outcome {
        let mut outcome = Outcome {
            attempt,
            mode: self.mode,
            began: self.began,
            last: self.last,
            day: Day::of_milliseconds(self.began, self.offset),
            ended: self.ended,
            answered: 0,
            questions: u32::try_from(self.items.len())
                .expect("a list of 2^32 questions would not fit in memory"),
            awarded: 0,
            available: 0,
            waiting: 0,
            reviews: Vec::with_capacity(self.items.len()),
            quiz: String::new(),
        };
        // What has been answered of an exam shows only when it is handed in, to revision as well.
        let hidden = self.mode == Mode::Exam && self.ended.is_none();
        // Sums saturate, because a record that somebody has changed may hold any marks.
        let add = |sum: &mut u32, marks: u32| *sum = sum.saturating_add(marks);
        for item in self.items {
            outcome.answered += u32::from(item.given.is_some());
            if item.given.is_some_and(|given| given.earned.is_none()) {
                add(&mut outcome.waiting, item.available);
                continue;
            }
            add(&mut outcome.available, item.available);
            let Some(given) = item.given else { continue };
            let earned = |of: fn(Earned) -> u32| given.earned.map_or(0, of);
            add(&mut outcome.awarded, earned(|it| it.awarded));
            let Some(earned) = given.settled() else {
                add(&mut outcome.waiting, earned(|it| it.doubtful));
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
                    explained_first: item.explained_first,
                });
            }
        }
        outcome.quiz = self.quiz;
        outcome
    }
}
