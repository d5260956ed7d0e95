//! What can be done in an attempt, and why it may be refused.

use super::event::{Certainty, Guess, JudgedBy};
use super::state::Which;
use crate::marking::{Answer, Judgement, JudgementError};

/// The most bytes of text in one answer, comment or reason: 64 KiB.
pub const MOST_TEXT: usize = 64 * 1024;

/// Whose numbers an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// The places as they were presented to the student.
    Presented,
    /// The places in the author's file.
    Authored,
}

/// Something that is to happen in an attempt. Questions are named by their place in the attempt,
/// from 0, so that what was sent for one question cannot answer another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Answers the question that is asked without its passage, or passes it.
    Probe {
        /// The place of the question.
        place: usize,
        /// The answer, as it was presented; none, or a blank one, where the question is passed.
        answer: Option<Answer>,
    },
    /// Answers the question that is being asked.
    Answer {
        /// The place of the question.
        place: usize,
        /// The answer.
        answer: Answer,
        /// What its numbers mean.
        numbering: Numbering,
        /// How sure the student is.
        certainty: Option<Certainty>,
    },
    /// Writes a written answer again, once, after its feedback.
    Redraft {
        /// The place of the question.
        place: usize,
        /// The answer.
        answer: Answer,
    },
    /// Says what the student thinks of the provenance, before the heading appears.
    Commit {
        /// The place of the question.
        place: usize,
        /// What the student thinks.
        guess: Guess,
    },
    /// Takes the hint. It costs nothing and is recorded.
    TakeHint {
        /// The place of the question.
        place: usize,
    },
    /// Goes on without an answer. In practice the question is passed for good; in an exam it can
    /// be returned to.
    Skip {
        /// The place of the question.
        place: usize,
    },
    /// Turns to a question of an exam; the place after the last is the overview.
    TurnTo {
        /// The place of the question.
        place: usize,
    },
    /// Sets or removes the flag of a question of an exam.
    Flag {
        /// The place of the question.
        place: usize,
        /// Whether it is flagged from now on.
        on: bool,
    },
    /// Stops the clock of an exam.
    Pause,
    /// Lets the clock of an exam go on.
    Continue,
    /// Gives more time.
    AddTime {
        /// How much.
        seconds: u32,
    },
    /// Hands in: no answer can be changed any more.
    HandIn,
    /// Judges a written answer, whatever the program or somebody else made of it.
    Judge {
        /// The answer.
        which: Which,
        /// The decision.
        judgement: Judgement,
        /// Who decided.
        by: JudgedBy,
    },
    /// Leaves an answer that waits for it to be judged by somebody else.
    LeaveUnjudged {
        /// The answer.
        which: Which,
    },
    /// Marks an answer again by the scheme of the paper that is given, which may be a later
    /// version of the attempt's. A person's judgement stays.
    Remark {
        /// The answer.
        which: Which,
        /// Why.
        reason: String,
    },
    /// Takes in an answer that the student gave in time but could not send, after the attempt has ended. It takes
    /// the place of the first answer.
    Admit {
        /// The place of the question.
        place: usize,
        /// The answer, as it was presented.
        answer: Answer,
    },
    /// Ends the attempt, whatever has been answered.
    Finish,
}

/// Why a command was refused; the attempt is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No question fits the selection.
    #[error("no question of the quiz fits; ask for another skill or examination, or for all")]
    NothingToAsk,
    /// Another question is being asked now, or none.
    #[error("this question is not being asked now")]
    NotAsking,
    /// The answer is of another kind than the question, or has parts that the question lacks.
    #[error("the answer does not fit the question")]
    DoesNotFit,
    /// The text is longer than [`MOST_TEXT`].
    #[error("the text is longer than 64 KiB; shorten it")]
    TooLong,
    /// The text holds characters that nobody types on purpose: controls other than the end of a
    /// line and the tab.
    #[error("the text holds control characters; type it without them")]
    ControlCharacters,
    /// The time of the exam is over.
    #[error("the time is up")]
    TimeIsUp,
    /// The attempt goes on; the student can still answer.
    #[error("this attempt has not ended yet")]
    NotFinished,
    /// The clock of the exam stands still.
    #[error("the exam is paused")]
    Paused,
    /// The clock of the exam runs.
    #[error("the exam is not paused")]
    NotPaused,
    /// The attempt has no time limit that runs.
    #[error("there is no time limit")]
    NoTimeLimit,
    /// The attempt is finished.
    #[error("the attempt is finished")]
    Finished,
    /// There is no answer that could be judged.
    #[error("there is no answer to judge")]
    NothingToJudge,
    /// A teacher's judgement is not the student's to change.
    #[error("a teacher has marked this answer")]
    JudgedByTeacher,
    /// The judgement does not fit the question.
    #[error(transparent)]
    Judgement(#[from] JudgementError),
    /// The answer cannot be written again: it is not a written one, its feedback has not been
    /// shown, or it was written again before.
    #[error("this answer cannot be written again")]
    NoRedraft,
    /// The mark is a person's, or there is none.
    #[error("a person has marked this answer, and the mark stays")]
    MarkedByPerson,
    /// The question asks something else than it did.
    #[error("the question has changed since it was answered")]
    OtherQuestion,
    /// The question has no hint.
    #[error("the question has no hint")]
    NoHint,
    /// The question is not one of this attempt.
    #[error("the question is not part of this attempt")]
    NoSuchQuestion,
    /// Only an exam that is being answered lets one go back and forth.
    #[error("only an exam lets you go back and forth")]
    NotInExam,
    /// The events are not those of an attempt at this version of the quiz.
    #[error("the events belong to another quiz, or to another version of it")]
    OtherQuiz,
}
