//! What is strong and what is weak, as data: skills with how sure that is, marks
//! over time, what is due, and what the exam day will find.
//!
//! There are no streaks and no grades here, and never a bare number from a few answers.

mod gather;
pub mod periods;

use jiff::civil::Date;
use serde::Serialize;

use crate::quiz::Skill;
use crate::revision::{Estimate, Mastery, Reliability, Standing, whole_percent};
use crate::words::{counted, counted_as, date};

pub use gather::gather;

/// The version of its JSON.
pub const VERSION: u32 = 2;

/// How a student stands on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Progress {
    /// [`VERSION`].
    pub version: u32,
    /// The day for which it was worked out.
    pub on: Date,
    /// Whose it is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student: Option<String>,
    /// The exam, where there is one to come.
    pub exam: Option<Exam>,
    /// Attempts in all.
    pub attempts: u64,
    /// Answers with marks in all.
    pub answers: u64,
    /// Questions of the library that have been answered as they are now.
    pub questions_seen: usize,
    /// Questions of the library that have not.
    pub questions_unseen: usize,
    /// Every skill, in the order of the list of skills.
    pub skills: Vec<SkillProgress>,
    /// The days with answers, oldest first.
    pub days: Vec<DayMarks>,
    /// Today and the six days after it.
    pub week: Vec<DueDay>,
    /// Predicted recall from today to the exam, or for 30 days: a dozen days of them.
    pub forecast: Vec<Forecast>,
    /// What was predicted for repeats, and how they went; `None` where nothing was repeated yet.
    pub predictions: Option<Reliability>,
    /// The questions that earned least, at most ten.
    pub hardest: Vec<Hard>,
}

/// The exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exam {
    /// Its day.
    pub on: Date,
    /// Days from today to it.
    pub days_left: u32,
}

/// How a skill stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SkillProgress {
    /// The skill.
    pub skill: Skill,
    /// Answers with marks.
    pub answers: u32,
    /// The share of the marks that can be expected; `None` where there are too few answers.
    pub mastery: Option<Mastery>,
    /// Too few answers, needs work, or secure.
    pub standing: Standing,
}

/// What was answered on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DayMarks {
    /// The day.
    pub on: Date,
    /// Answers with marks.
    pub answers: u32,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
}

/// What is to be revised on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DueDay {
    /// The day.
    pub on: Date,
    /// Questions, new ones among them.
    pub questions: u32,
    /// Minutes they will take.
    pub minutes: u32,
}

/// How much of what has been answered by now will be remembered: the model of memory, recalibrated
/// by how the student's own repeats went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Forecast {
    /// The day.
    pub on: Date,
    /// If nothing is revised any more.
    pub without: Estimate,
    /// If the plan is followed.
    pub with: Estimate,
}

/// How many repeats training needs.
const FEWEST_TO_TRAIN: u32 = 400;

/// An estimate whose bounds lie further apart is not shown as a number.
const WIDEST: f64 = 0.4;

impl Forecast {
    /// Whether the student's repeats are too few to say anything of the day, with revision or
    /// without.
    pub fn is_too_early(&self) -> bool {
        let width = |it: Estimate| it.high - it.low;
        width(self.without).min(width(self.with)) > WIDEST
    }
}

/// A question that earned little.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hard {
    /// Its quiz.
    pub quiz: String,
    /// Its ID.
    pub question: String,
    /// The question itself, where the library still has it.
    pub stem: Option<String>,
    /// What it tests.
    pub skill: Skill,
    /// How often it was answered.
    pub answers: u32,
    /// The mean share of its marks, 0 to 1.
    pub share: f64,
    /// The day of the last answer.
    pub last: Date,
}

impl SkillProgress {
    /// The standing in words.
    pub fn in_words(&self) -> String {
        match (self.standing, self.answers) {
            (Standing::TooFew, 0) => "no answers yet".to_owned(),
            (Standing::TooFew, answers) => format!("too few answers ({answers})"),
            (Standing::TooEarly, _) => "too early to say".to_owned(),
            (Standing::NeedsWork, _) => "needs work".to_owned(),
            (Standing::Secure, _) => "secure".to_owned(),
        }
    }
}

/// An estimate in words: "61% (51 to 70)".
fn in_words(estimate: Estimate) -> String {
    format!(
        "{}% ({} to {})",
        whole_percent(estimate.share),
        whole_percent(estimate.low),
        whole_percent(estimate.high)
    )
}

impl Progress {
    /// What will be remembered on the last day that is looked ahead to, in a sentence; `None` where
    /// there is no forecast.
    pub fn forecast_in_words(&self) -> Option<String> {
        let last = self.forecast.last()?;
        let on = date(last.on);
        if last.is_too_early() {
            return Some(format!(
                "It is too early to forecast {on}: too few questions have been asked again on a later day."
            ));
        }
        Some(format!(
            "Of what has been answered so far, {} is likely to be remembered on {on} if the plan is followed, {} if nothing more is revised.",
            in_words(last.with),
            in_words(last.without)
        ))
    }

    /// What was predicted for repeats beside how they went, in words; `None` where nothing was
    /// repeated yet.
    pub fn predictions_in_words(&self) -> Option<String> {
        let it = self.predictions?;
        let verdict = if !it.contradicts {
            ""
        } else if it.answers >= FEWEST_TO_TRAIN {
            " The answers contradict the model; the forecast follows the answers. `sourcework record train` fits the model to them."
        } else {
            " The answers contradict the model; the forecast follows the answers."
        };
        Some(format!(
            "When questions were asked again on a later day, the model of memory predicted that {}% would be right; {}% of {} were.{verdict}",
            whole_percent(it.predicted),
            whole_percent(it.observed),
            it.answers
        ))
    }

    /// How many questions have been answered, and what that took: "5 of 73 questions have been
    /// answered at least once, in 9 answers and 2 attempts."
    pub fn seen_in_words(&self) -> String {
        let all = self.questions_seen + self.questions_unseen;
        format!(
            "{} of {} been answered at least once, in {} and {}.",
            self.questions_seen,
            counted_as(all, "question has", "questions have"),
            counted(self.answers, "answer"),
            counted(self.attempts, "attempt"),
        )
    }

    /// What is due today; `None` where nothing is known of it.
    pub fn due_in_words(&self) -> Option<String> {
        let today = self.week.iter().find(|day| day.on == self.on)?;
        Some(match today.questions {
            0 => "No questions are due today.".to_owned(),
            questions => format!(
                "{} due today, about {}.",
                counted_as(questions, "question is", "questions are"),
                counted(today.minutes.max(1), "minute")
            ),
        })
    }

    /// How far away the exam is; `None` where no date is known.
    pub fn exam_in_words(&self) -> Option<String> {
        let exam = self.exam?;
        Some(match exam.days_left {
            0 => "The exam is today.".to_owned(),
            1.. => format!(
                "{} to the exam on {}.",
                counted(exam.days_left, "day"),
                date(exam.on)
            ),
        })
    }

    /// How the skills stand, in a sentence; `None` where all have too few answers.
    pub fn skills_in_words(&self) -> Option<String> {
        let all = self.skills.len();
        let count = |standing| self.standing_so(standing);
        let few = count(Standing::TooFew);
        if all == few {
            return None;
        }
        let parts = [
            (count(Standing::NeedsWork), "needs work", "need work"),
            (count(Standing::Secure), "is secure", "are secure"),
            (
                count(Standing::TooEarly),
                "is too early to judge",
                "are too early to judge",
            ),
            (few, "has too few answers", "have too few answers"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(skills, _, _)| *skills > 0)
            .map(|(skills, one, many)| counted_as(skills, one, many))
            .collect();
        Some(format!("Of {all} skills, {}.", parts.join(", ")))
    }

    /// How many skills stand so.
    pub fn standing_so(&self, standing: Standing) -> usize {
        let skills = self.skills.iter();
        skills.filter(|skill| skill.standing == standing).count()
    }
}
