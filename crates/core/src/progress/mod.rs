//! What is strong and what is weak, as data: skills with how sure that is, marks
//! over time, what is due, and what the exam day will find.
//!
//! There are no streaks and no grades here, and never a bare number from a few answers.

mod gather;

use jiff::civil::Date;
use serde::Serialize;

use crate::quiz::Skill;
use crate::revision::{Mastery, Standing};

pub use gather::gather;

/// The version of the form in which it is told to programs.
pub const VERSION: u32 = 1;

/// How a student stands on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Progress {
    /// [`VERSION`].
    pub version: u32,
    /// The day it is told for.
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

/// The mean predicted recall of what has been answered by now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Forecast {
    /// The day.
    pub on: Date,
    /// If nothing is revised any more, 0 to 1.
    pub without: f64,
    /// If the plan is followed, 0 to 1.
    pub with: f64,
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

impl Progress {
    /// How many skills stand so.
    pub fn standing_so(&self, standing: Standing) -> usize {
        let skills = self.skills.iter();
        skills.filter(|skill| skill.standing == standing).count()
    }
}
