//! The report on what a class answered, as data: what the class can do, what to teach again, which
//! questions did not work, how each pupil stands, and the specialist's tables.
//!
//! [`gather`] makes it from the table of answers ([`crate::statistics`]) and the quizzes of today;
//! `present::report` says it in words. A question whose content has changed since it was answered
//! has its figures, but is not explained from the quiz of today.

mod faults;
mod gather;
mod groups;
mod pupils;
mod teaching;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::quiz::{Kind, Skill};
use crate::statistics::certainty::{Calibration, CertaintyAlpha};
use crate::statistics::items::ItemStatistics;
use crate::statistics::options::{KeyDoubt, OptionStatistics};
use crate::statistics::quizzes::QuizStatistics;
use crate::statistics::skills::Mastery;
use crate::statistics::source_dependence::SourceDependence;
use crate::statistics::{ItemKey, Measured};

pub use faults::{Fault, Trouble};
pub use gather::{Subject, gather};
pub use groups::{Common, Group};
pub use pupils::{OfSkill, PupilReport};
pub use teaching::{Mistake, TeachAgain, starter_quiz};

/// The version of the form as JSON.
pub const VERSION: u32 = 1;

/// The report.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// What it is about: the title of a quiz, a sitting, a file.
    pub title: String,
    /// The day on which it was made.
    pub on: Date,
    /// In how many parts marks are counted in all figures that are marks: 1, or 100 where a table has
    /// marks with decimals.
    pub parts: u32,
    /// Pupils who answered, left blank or passed over at least one question.
    pub pupils_answered: usize,
    /// Answers that a person has still to mark; they count nowhere.
    pub waiting: usize,
    /// Answers that were left out because the pupil had answered the question before.
    pub repeated: usize,
    /// Whether every attempt counts, and not the first of each pupil only.
    pub all_attempts: bool,
    /// The mean share of the marks.
    pub overall: Measured,
    /// How the class did by skill, in the order of the list of skills.
    pub skills: Vec<Mastery<Skill>>,
    /// By kind of question.
    pub kinds: Vec<Mastery<Kind>>,
    /// By extract.
    pub extracts: Vec<Mastery<String>>,
    /// What to teach again, the most urgent first; at most three.
    pub teach_again: Vec<TeachAgain>,
    /// Five questions for the beginning of the next lesson, or fewer.
    pub starter: Vec<ItemKey>,
    /// Questions that did not work, the worst first.
    pub faults: Vec<Fault>,
    /// Pupils who made the same mistake, the largest group first.
    pub groups: Vec<Group>,
    /// Written answers that earned all marks.
    pub worth_showing: Vec<Shown>,
    /// How each pupil stands, by name.
    pub pupils: Vec<PupilReport>,
    /// Pupils of the class who have no answer.
    pub absent: Vec<String>,
    /// What each sitting came to, oldest first, where there are several.
    pub sittings: Vec<SittingShare>,
    /// The quiz as a whole, without questions of which most answers are still to be marked.
    pub quiz: QuizStatistics,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<QuestionReport>,
    /// How right answers of each certainty are; empty where nobody was asked.
    pub certainty: Vec<Calibration>,
    /// Reliability when wrong answers that a pupil was sure of count less than guesses; see
    /// [`crate::statistics::certainty`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty_alpha: Option<CertaintyAlpha>,
    /// Questions that several were sure of and got wrong: the question and the pupils.
    pub sure_and_wrong: Vec<SureAndWrong>,
}

/// What one sitting came to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SittingShare {
    /// What it is called.
    pub title: String,
    /// Its day.
    pub on: Option<Date>,
    /// The mean share of the marks.
    pub share: Measured,
    /// The share of each pupil who was there, by name.
    pub pupils: BTreeMap<String, f64>,
}

/// A written answer that is worth showing to the class, without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// The question.
    pub question: ItemKey,
    /// Its stem.
    pub stem: String,
    /// The answer.
    pub text: String,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
}

/// A question that pupils were sure of and got wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SureAndWrong {
    /// The question.
    pub question: ItemKey,
    /// Their names.
    pub pupils: Vec<String>,
}

/// A question with its statistics.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionReport {
    /// Its statistics.
    #[serde(flatten)]
    pub statistics: ItemStatistics,
    /// Its number in the quiz, from 1; `None` where it is not a question of today's quiz.
    pub number: Option<usize>,
    /// What it asks; `None` where the quiz is not known or the question has changed.
    pub stem: Option<String>,
    /// The file and the line at which it begins.
    pub place: Option<Place>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// What it tests.
    pub skill: Option<Skill>,
    /// Its options.
    pub options: Vec<OptionStatistics>,
    /// Whether the key may be wrong.
    pub key_doubt: Option<KeyDoubt>,
    /// How it is answered without its passage.
    pub source_dependence: Option<SourceDependence>,
    /// What marking it again has changed.
    pub remarked: Option<Remarked>,
    /// What was chosen of a passage: for each sentence or candidate in order its text and the share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<(String, f64, bool)>,
}

/// Where a question stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The file, as the library names it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What marking a question again has changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remarked {
    /// Answers that were marked again.
    pub answers: usize,
    /// The mean share of the marks before, over all pupils.
    pub before: f64,
    /// The mean share of the marks now.
    pub after: f64,
}
