//! The attempt: one student's way through one quiz. Every interface drives the same machine.
//!
//! [`decide`] checks a [`Command`] against the state of the attempt and the paper, and
//! answers with [`Event`]s or a [`Refusal`]. [`Attempt::apply`] changes the state by an event and
//! needs nothing else, so that an attempt *is* what its stored events say, and a program that was
//! killed goes on where it stopped. [`Session`] holds an attempt together with its paper and
//! answers questions about it: what to show now, why an answer earned its mark, what all came to.
//! A [`View`] of a question never holds the key.

mod answers_file;
mod clock;
mod command;
mod decide;
mod event;
mod explanation;
mod feedback;
mod findings;
mod order;
mod probing;
mod session;
mod state;
mod summary;
mod task;
mod view;

use crate::quiz::Skill;

pub use answers_file::{AnswersFile, parse_answer, parse_answers};
pub use clock::{Clock, with_extra_time};
pub use command::{Command, MOST_TEXT, Numbering, Refusal};
pub use decide::decide;
pub use event::{
    Action, Certainty, Earned, Event, Guess, Judge, JudgedBy, Mode, Opened, Presented, Settings,
    VERSION, VERSION_WITHOUT_PROBES,
};
pub use explanation::{Evidence, Explanation, explanation_first};
pub use feedback::{Feedback, Label, Reason, Response, Revealed};
pub use findings::{Altered, FoundPoint, WrittenFindings};
pub use probing::{Probe, ProbeNumber, probe_candidates};
pub use session::Session;
pub use state::{Attempt, GivenAnswer, Item, Judged, Phase, Remarked, Which};
pub use summary::{Again, Calibration, Redraft, Score, SkillScore, Summary};
pub use task::{GridRow, Task};
pub use view::{Heading, Judging, OverviewLine, Passage, QuestionHead, QuestionView, Scheme, View};

/// Which questions of a quiz are asked.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// At most so many, drawn at random, in the order of the quiz.
    pub questions: Option<usize>,
    /// Only those that test this.
    pub skill: Option<Skill>,
    /// Only those with these IDs; all where none are named.
    pub only: Vec<String>,
    /// Whether they are asked in an order that is drawn at random, and not in that of the quiz.
    pub shuffled: bool,
    /// Only those set for this examination; see [`fits_exam`](crate::quiz::fits_exam).
    pub exam: Option<String>,
    /// The IDs of those whose explanation is read before they are asked: revision asks so what was
    /// failed again and again.
    pub explained_first: Vec<String>,
    /// So many of them, drawn at random, are asked first without their passage.
    pub probes: usize,
}
