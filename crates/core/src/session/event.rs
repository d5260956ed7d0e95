//! What happens in an attempt. Events are only ever added; everything else is folded from them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::marking::{Answer, Basis, Judgement, Mark};
use crate::quiz::Skill;

/// The version of the events' form.
pub const VERSION: u32 = 1;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub action: Action,
}

/// What a student, or the one who judges, did. Questions are named by their IDs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Began; always the first event.
    Opened(Opened),
    /// Said who made the passage, when and why.
    Committed {
        /// The question.
        question: String,
        /// What was said.
        guess: Guess,
    },
    /// Took the hint.
    HintTaken {
        /// The question.
        question: String,
    },
    /// Answered, perhaps not for the first time.
    Answered {
        /// The question.
        question: String,
        /// The answer, in the author's order.
        answer: Answer,
        /// How sure the student was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certainty: Option<Certainty>,
        /// What it earned; `None` where a person is to judge it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earned: Option<Earned>,
    },
    /// Went on without an answer.
    Skipped {
        /// The question.
        question: String,
    },
    /// Turned to another question of an exam.
    Turned {
        /// Its place, from 0; behind the last is the overview.
        place: usize,
    },
    /// Set or removed a flag.
    Flagged {
        /// The question.
        question: String,
        /// Whether it is flagged now.
        on: bool,
    },
    /// Handed in.
    HandedIn,
    /// Judged a written answer.
    Judged {
        /// The question.
        question: String,
        /// The decision.
        judgement: Judgement,
        /// What it is worth.
        earned: Earned,
        /// Who decided.
        by: Judge,
    },
    /// Left a written answer for somebody else to judge.
    LeftUnjudged {
        /// The question.
        question: String,
    },
    /// Ended.
    Finished,
}

/// What an answer earned when it was marked. A record keeps this, so that later rules and other
/// versions of a quiz change no mark that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Earned {
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
    /// How the mark was reached.
    pub basis: Basis,
    /// Marks that a person may have to add.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubtful: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl From<&Mark> for Earned {
    fn from(mark: &Mark) -> Self {
        Self {
            awarded: mark.awarded,
            available: mark.available,
            basis: mark.basis,
            doubtful: mark.doubtful,
        }
    }
}

/// How an attempt began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opened {
    /// The version of the events' form.
    pub version: u32,
    /// The quiz.
    pub quiz: String,
    /// The hash of its content; see `Quiz::content_hash`.
    pub content: String,
    /// How it is taken.
    #[serde(flatten)]
    pub settings: Settings,
    /// The questions in the order in which they are asked.
    pub items: Vec<Presented>,
}

/// How a quiz is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    /// Practice or exam.
    pub mode: Mode,
    /// Whether the student is asked how sure an answer is.
    #[serde(default)]
    pub certainty: bool,
    /// Whether what was missed is asked again at the end (practice only).
    #[serde(default)]
    pub retry: bool,
    /// Who judges written answers.
    #[serde(default)]
    pub judge: Judge,
}

/// Practice or exam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Feedback after each question.
    #[default]
    Practice,
    /// Nothing is revealed until the end.
    Exam,
}

/// A question and the order in which what it offers was presented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Presented {
    /// The question.
    pub question: String,
    /// The hash of what it asks; see `Question::content_hash`.
    pub content: String,
    /// What it tests.
    pub skill: Skill,
    /// The marks available.
    pub available: u32,
    /// One order for each list of the question: `orders[list][place]` is the author's number of
    /// what stands there. `paired` has two lists, `grid` one a row, the written kinds none.
    pub orders: Vec<Vec<usize>>,
}

/// How sure a student is of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A guess.
    Guess,
    /// Fairly sure.
    Fair,
    /// Sure.
    Sure,
}

impl Certainty {
    /// The three steps, least sure first.
    pub const ALL: [Self; 3] = [Self::Guess, Self::Fair, Self::Sure];

    /// The step for people.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Guess => "a guess",
            Self::Fair => "fairly sure",
            Self::Sure => "sure",
        }
    }
}

/// What a student thinks of a passage's provenance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// Who made it.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

/// Who judged an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judge {
    /// The one who wrote it.
    #[default]
    Student,
    /// A teacher.
    Teacher,
}
