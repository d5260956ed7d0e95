//! Events in, responses out: what was answered in an attempt, a row a question, for statistics.
//!
//! Like the fold of outcomes this reads only what it needs of each payload, because a record may
//! hold millions.

use std::borrow::Cow;

use serde::Deserialize;

use super::{EventError, EventFault, EventRow};
use crate::attempt::{Certainty, Earned, Mode};
use crate::identity::ContentHash;
use crate::marking::Answer;
use crate::quiz::{Kind, Skill};
use crate::statistics::{ItemKey, PupilKey, Response, State};

#[derive(Deserialize)]
struct Opened<'a> {
    version: u32,
    #[serde(borrow)]
    quiz: Cow<'a, str>,
    mode: Mode,
    #[serde(borrow)]
    items: Vec<Presented<'a>>,
}

#[derive(Deserialize)]
struct Presented<'a> {
    #[serde(borrow)]
    question: Cow<'a, str>,
    asked: ContentHash,
    content: ContentHash,
    kind: Kind,
    skill: Skill,
    available: u32,
}

#[derive(Deserialize)]
struct Happened<'a> {
    #[serde(borrow)]
    question: Cow<'a, str>,
    #[serde(default)]
    answer: Option<Answer>,
    #[serde(default)]
    earned: Option<Earned>,
    #[serde(default)]
    certainty: Option<Certainty>,
    /// Whether it is about the second answer, which counts for nothing here.
    #[serde(default)]
    again: bool,
}

struct Item {
    question: String,
    asked: ContentHash,
    content: ContentHash,
    kind: Kind,
    skill: Skill,
    available: u32,
    given: Option<Given>,
    probe: Option<(Option<Answer>, Option<Earned>)>,
    is_skipped: bool,
    hint: bool,
}

struct Given {
    answer: Answer,
    earned: Option<Earned>,
    /// What it earned before it was marked again.
    before: Option<Earned>,
    is_judged: bool,
    certainty: Option<Certainty>,
    seconds: u32,
}

/// What was answered in one attempt.
#[derive(Default)]
pub struct Answers {
    quiz: String,
    mode: Mode,
    last: i64,
    is_finished: bool,
    items: Vec<Item>,
}

impl Answers {
    /// Takes the next event of the attempt.
    ///
    /// # Errors
    ///
    /// Where the event cannot be read, or a later version of the program has written it.
    pub fn push(&mut self, row: EventRow<'_>) -> Result<(), EventError> {
        match row.kind {
            "opened" => {
                let opened: Opened<'_> = row.read()?;
                row.check_version(opened.version)?;
                *self = Self::new(opened);
            }
            _ if self.items.is_empty() => return Err(row.error(EventFault::NotOpened)),
            "answered" | "admitted" | "judged" | "remarked" | "skipped" | "hint-taken"
            | "probed" => {
                let happened: Happened<'_> = row.read()?;
                if !happened.again {
                    self.happened(row, happened);
                }
            }
            "finished" => self.is_finished = true,
            _ => row.check_kind()?,
        }
        self.last = row.at;
        Ok(())
    }

    fn new(opened: Opened<'_>) -> Self {
        let item = |it: Presented<'_>| Item {
            question: it.question.into_owned(),
            asked: it.asked,
            content: it.content,
            kind: it.kind,
            skill: it.skill,
            // A record that somebody has changed may hold any number.
            available: it.available.min(u16::MAX.into()),
            given: None,
            probe: None,
            is_skipped: false,
            hint: false,
        };
        Self {
            quiz: opened.quiz.into_owned(),
            mode: opened.mode,
            items: opened.items.into_iter().map(item).collect(),
            ..Self::default()
        }
    }

    fn happened(&mut self, row: EventRow<'_>, happened: Happened<'_>) {
        let Happened {
            question,
            answer,
            earned,
            certainty,
            ..
        } = happened;
        // A clock that was turned back, or set far away, takes no time or the longest there is.
        let passed = row.at.saturating_sub(self.last).max(0) / 1000;
        let seconds = u32::try_from(passed).unwrap_or(u32::MAX);
        let is_exam = self.mode == Mode::Exam;
        let Some(item) = self.items.iter_mut().find(|it| it.question == question) else {
            return;
        };
        match row.kind {
            "hint-taken" => item.hint = true,
            "skipped" => item.is_skipped = true,
            "probed" => item.probe = Some((answer, earned)),
            "judged" | "remarked" => {
                if let Some(given) = &mut item.given {
                    if row.kind == "remarked" {
                        given.before = given.before.or(given.earned);
                    }
                    given.earned = earned;
                    given.is_judged |= row.kind == "judged";
                }
            }
            // In practice the first answer counts, and none after the question was passed over.
            _ => {
                let counts = is_exam || (item.given.is_none() && !item.is_skipped);
                if let Some(answer) = answer.filter(|_| counts || row.kind == "admitted") {
                    let before = item.given.as_ref().map_or(0, |given| given.seconds);
                    item.given = Some(Given {
                        answer,
                        earned,
                        before: None,
                        is_judged: false,
                        certainty,
                        seconds: before.saturating_add(seconds),
                    });
                }
            }
        }
    }

    /// The quiz; `revision` where the attempt was made up of several.
    pub fn quiz(&self) -> &str {
        &self.quiz
    }

    /// Whether the attempt is finished.
    pub fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// A row for each question, and one more for each that was also asked without its passage.
    pub fn responses(self, pupil: &PupilKey) -> Vec<Response> {
        let is_touched = |item: &Item| item.given.is_some() || item.is_skipped;
        let reached = self.items.iter().rposition(is_touched);
        let mut responses = Vec::with_capacity(self.items.len());
        for (place, item) in self.items.into_iter().enumerate() {
            let question = match item.question.split_once('/') {
                Some((quiz, question)) => (quiz.to_owned(), question.to_owned()),
                None => (self.quiz.clone(), item.question),
            };
            let blank = Response {
                pupil: pupil.clone(),
                question: ItemKey {
                    quiz: question.0,
                    question: question.1,
                    content: Some(item.content),
                },
                asked: Some(item.asked),
                kind: Some(item.kind),
                skill: Some(item.skill),
                answer: None,
                points: Vec::new(),
                before: None,
                state: match reached {
                    _ if item.is_skipped => State::Skipped,
                    Some(last) if place < last => State::Omitted,
                    _ => State::NotReached,
                },
                awarded: 0,
                available: item.available,
                basis: None,
                certainty: None,
                seconds: None,
                mode: Some(self.mode),
                hint: item.hint,
                is_probe: false,
            };
            if let Some((answer, earned)) = item.probe {
                responses.push(Response {
                    state: match &answer {
                        Some(_) => State::Answered,
                        None => State::Skipped,
                    },
                    awarded: earned.map_or(0, |it| it.awarded),
                    basis: earned.map(|it| it.basis),
                    answer,
                    is_probe: true,
                    ..blank.clone()
                });
            }
            responses.push(match item.given {
                None => blank,
                Some(given) => given.response(blank),
            });
        }
        responses
    }
}

impl Given {
    fn response(self, blank: Response) -> Response {
        let settled = self.earned.filter(|it| it.doubtful == 0 || self.is_judged);
        Response {
            state: match settled {
                _ if self.answer.is_blank() => State::Omitted,
                Some(_) => State::Answered,
                None => State::Waiting,
            },
            awarded: settled.map_or(0, |it| it.awarded),
            basis: settled.map(|it| it.basis),
            before: self.before.map(|it| it.awarded),
            answer: Some(self.answer),
            certainty: self.certainty,
            seconds: Some(self.seconds),
            ..blank
        }
    }
}
