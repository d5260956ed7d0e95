//! What happens in an attempt. Events are only ever added; everything else is folded from them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::ContentHash;
use crate::marking::{Answer, Basis, Judgement, Mark};
use crate::quiz::{Kind, Skill};

/// The version of the events' form. It counts up when an older program would misread them.
pub const VERSION: u32 = 3;

/// The version of an attempt that asks nothing without its passage. Older programs read it as well.
pub const VERSION_WITHOUT_PROBES: u32 = 2;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When; never earlier than the event before.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub action: Action,
}

/// What a student, or a person who judges, did. Questions are named by their IDs.
///
/// `again` says that it concerns the second answer to a question: of one with a key, because it
/// was missed and asked again; of a written one, because it was redrafted after the feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Began; always the first event.
    Opened(Opened),
    /// Answered a question that was asked first without its passage, or passed it. It counts for nothing.
    Probed {
        /// The question.
        question: String,
        /// The answer, in the author's order; `None` where it was passed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Answer>,
        /// What it would have earned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earned: Option<Earned>,
    },
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
    /// Answered; in an exam perhaps not for the first time.
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
        /// Whether it is the second answer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// Went on without an answer.
    Skipped {
        /// The question.
        question: String,
        /// Whether the second answer was skipped.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// Turned to another question of an exam.
    Turned {
        /// Its place, from 0; the place after the last is the overview.
        place: usize,
    },
    /// Set or removed a flag.
    Flagged {
        /// The question.
        question: String,
        /// Whether it is flagged now.
        on: bool,
    },
    /// The clock of an exam was stopped; nothing can be answered meanwhile.
    Paused,
    /// The clock of an exam went on.
    Continued,
    /// More time was given.
    TimeAdded {
        /// How much.
        seconds: u32,
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
        #[serde(flatten)]
        by: JudgedBy,
        /// Whether the second answer was judged.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// Left a written answer for somebody else to judge.
    LeftUnjudged {
        /// The question.
        question: String,
        /// Whether it was the second answer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// Marked again, by another mark scheme than before.
    Remarked {
        /// The question.
        question: String,
        /// What the answer earns by that scheme.
        earned: Earned,
        /// The scheme; see `Quiz::scheme_hash`.
        scheme: ContentHash,
        /// Why it was marked again.
        reason: String,
        /// Whether the second answer was marked again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// A teacher took in an answer that the student had given in time but could not send, after the attempt had
    /// ended.
    Admitted {
        /// The question.
        question: String,
        /// The answer, in the author's order.
        answer: Answer,
        /// What it earned; `None` where a person is to judge it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earned: Option<Earned>,
    },
    /// Ended.
    Finished,
}

impl Action {
    /// The words of the actions that may come after `finished`, and change what the attempt came to.
    pub const AMENDING: [&'static str; 3] = ["judged", "remarked", "admitted"];

    /// The word of the action, as it stands in a record.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Probed { .. } => "probed",
            Self::Committed { .. } => "committed",
            Self::HintTaken { .. } => "hint-taken",
            Self::Answered { .. } => "answered",
            Self::Skipped { .. } => "skipped",
            Self::Turned { .. } => "turned",
            Self::Flagged { .. } => "flagged",
            Self::Paused => "paused",
            Self::Continued => "continued",
            Self::TimeAdded { .. } => "time-added",
            Self::HandedIn => "handed-in",
            Self::Judged { .. } => "judged",
            Self::LeftUnjudged { .. } => "left-unjudged",
            Self::Remarked { .. } => "remarked",
            Self::Admitted { .. } => "admitted",
            Self::Finished => "finished",
        }
    }
}

/// What an answer earned when it was marked. This is the mark: rules of later programs and other
/// versions of a quiz may explain it, but never change it.
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

impl Earned {
    /// Whether every mark was earned.
    pub fn is_full(&self) -> bool {
        self.awarded == self.available
    }
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
    /// [`VERSION`], or [`VERSION_WITHOUT_PROBES`].
    pub version: u32,
    /// The quiz.
    pub quiz: String,
    /// The hash of its content; see `Quiz::content_hash`.
    pub content: ContentHash,
    /// How it is taken.
    #[serde(flatten)]
    pub settings: Settings,
    /// The seconds that an exam lasts, with the student's extra time; `None` without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// The per cent of the marks that pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<u32>,
    /// The questions in the order in which they are asked.
    pub items: Vec<Presented>,
    /// The IDs of those that are asked first without their passage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<String>,
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
    /// The per cent of the time limit that the student has in addition (exam only).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extra_time: u32,
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
    /// The hash of what the student is shown; see `Question::asked_hash`.
    pub asked: ContentHash,
    /// The hash of what it asks and how it is marked; see `Quiz::question_hash`.
    pub content: ContentHash,
    /// Its kind.
    pub kind: Kind,
    /// What it tests.
    pub skill: Skill,
    /// The marks available.
    pub available: u32,
    /// One order for each list of the question: `orders[list][place]` is the author's number of
    /// what stands there. `paired` has two lists, `grid` one a row, the written kinds none.
    pub orders: Vec<Vec<usize>>,
    /// Whether its explanation is read before it is asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explained_first: bool,
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

/// The person who judged an answer, and what they said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct JudgedBy {
    /// The student or a teacher.
    pub by: Judge,
    /// The person's name, where it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A comment for the student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl From<Judge> for JudgedBy {
    fn from(by: Judge) -> Self {
        Self {
            by,
            name: None,
            comment: None,
        }
    }
}
