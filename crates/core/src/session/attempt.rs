//! The state of an attempt: the fold of its events.

use jiff::Timestamp;

use super::event::{Action, Certainty, Guess, Judge, Mode, Opened, Presented, Settings};
use crate::marking::written::{Marked, Scheme};
use crate::marking::{self, Answer, Basis, Judgement, Mark, Verdicts};
use crate::quiz::{Question, Quiz};
use crate::source::Sources;

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Questions are being answered.
    Answering,
    /// Handed in; written answers may still be judged.
    HandedIn,
    /// Ended.
    Finished,
}

/// An answer that was given, and its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The answer, in the author's order.
    pub answer: Answer,
    /// How sure the student was.
    pub certainty: Option<Certainty>,
    /// The mark; `None` while a person has not judged.
    pub mark: Option<Mark>,
    /// What the program found in a written answer, whoever judged it.
    pub marked: Option<Marked>,
    /// Who judged.
    pub judged_by: Option<Judge>,
    /// Whether it was left for somebody else to judge.
    pub left_unjudged: bool,
}

impl Given {
    /// Whether a person is to judge it, or to say what the program is not sure of.
    pub fn waits(&self) -> bool {
        let open = self.mark.as_ref().is_none_or(|mark| mark.doubtful > 0);
        open && self.judged_by.is_none() && !self.left_unjudged
    }
}

/// A question of the attempt and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The place in the quiz.
    pub question: usize,
    /// How it was presented.
    pub presented: Presented,
    /// The answer that counts.
    pub first: Option<Given>,
    /// The answer when it was asked again.
    pub second: Option<Given>,
    /// Whether it was passed without an answer: first time, and when asked again.
    pub skipped: (bool, bool),
    /// Whether the hint was taken.
    pub hint: bool,
    /// Whether it is flagged.
    pub flagged: bool,
    /// What was said of the provenance.
    pub guess: Option<Guess>,
}

/// The state of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// How the quiz is taken.
    pub settings: Settings,
    /// The questions in the order in which they are asked.
    pub items: Vec<Item>,
    /// The place in an exam; behind the last is the overview.
    pub place: usize,
    /// Where the attempt stands.
    pub phase: Phase,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Attempt {
    /// The state after the first event; `None` where it does not belong to the quiz.
    pub fn open(quiz: &Quiz, opened: &Opened, at: Timestamp) -> Option<Self> {
        let item = |presented: &Presented| {
            let (place, question) = quiz.question(&presented.question)?;
            super::order::fits(&question.body, &presented.orders).then(|| Item {
                question: place,
                presented: presented.clone(),
                first: None,
                second: None,
                skipped: (false, false),
                hint: false,
                flagged: false,
                guess: None,
            })
        };
        Some(Self {
            settings: opened.settings,
            items: opened.items.iter().map(item).collect::<Option<_>>()?,
            place: 0,
            phase: Phase::Answering,
            began: at,
            ended: None,
        })
    }

    /// Folds one more event into the state. An event that does not fit changes nothing.
    pub fn fold(&mut self, quiz: &Quiz, sources: &Sources, action: &Action, at: Timestamp) {
        let retrying = self.is_retrying(quiz);
        match action {
            Action::Opened(_) => {}
            Action::Committed { question, guess } => {
                self.with(quiz, question, |item| item.guess = Some(guess.clone()));
            }
            Action::HintTaken { question } => self.with(quiz, question, |item| item.hint = true),
            Action::Answered {
                question,
                answer,
                certainty,
                ..
            } => {
                let given = quiz.question(question).map(|(_, question)| {
                    let (mark, marked) = first_mark(quiz, sources, question, answer);
                    Given {
                        mark,
                        marked,
                        answer: answer.clone(),
                        certainty: *certainty,
                        judged_by: None,
                        left_unjudged: false,
                    }
                });
                self.with(quiz, question, |item| {
                    if retrying {
                        item.second = given;
                    } else {
                        item.first = given;
                    }
                });
                self.place += 1;
            }
            Action::Skipped { question } => {
                self.with(quiz, question, |item| {
                    if retrying {
                        item.skipped.1 = true;
                    } else {
                        item.skipped.0 = true;
                    }
                });
                self.place += 1;
            }
            Action::Turned { place } => self.place = *place,
            Action::Flagged { question, on } => {
                self.with(quiz, question, |item| item.flagged = *on);
            }
            Action::HandedIn => self.phase = Phase::HandedIn,
            Action::Judged {
                question,
                judgement,
                by,
                ..
            } => {
                self.judged(quiz, question, judgement, *by);
            }
            Action::LeftUnjudged { question } => self.with(quiz, question, |item| {
                if let Some(given) = &mut item.first {
                    given.left_unjudged = true;
                }
            }),
            Action::Finished => {
                self.phase = Phase::Finished;
                self.ended = Some(at);
            }
        }
    }

    fn judged(&mut self, quiz: &Quiz, id: &str, judgement: &Judgement, by: Judge) {
        let Some((_, question)) = quiz.question(id) else {
            return;
        };
        let Ok(mark) = marking::judge(question, judgement) else {
            return;
        };
        self.with(quiz, id, |item| {
            if let Some(given) = &mut item.first {
                given.mark = Some(mark);
                given.judged_by = Some(by);
            }
        });
    }

    fn with(&mut self, quiz: &Quiz, id: &str, change: impl FnOnce(&mut Item)) {
        let find = |item: &&mut Item| *quiz.questions[item.question].id == id;
        if let Some(item) = self.items.iter_mut().find(find) {
            change(item);
        }
    }

    /// The item whose answer is asked for now.
    pub fn asking(&self, quiz: &Quiz) -> Option<usize> {
        if self.phase != Phase::Answering {
            return None;
        }
        match self.settings.mode {
            Mode::Exam => (self.place < self.items.len()).then_some(self.place),
            Mode::Practice if self.to_judge(quiz).is_some() => None,
            Mode::Practice => {
                let open = |item: &Item| item.first.is_none() && !item.skipped.0;
                self.items
                    .iter()
                    .position(open)
                    .or_else(|| self.asking_again(quiz))
            }
        }
    }

    fn asking_again(&self, quiz: &Quiz) -> Option<usize> {
        let open =
            |item: &Item| item.second.is_none() && !item.skipped.1 && self.is_retried(quiz, item);
        self.items.iter().position(open)
    }

    /// Whether an item is one to be asked again: missed, and marked by a key, because whoever
    /// has judged an answer has seen the model.
    pub fn is_retried(&self, quiz: &Quiz, item: &Item) -> bool {
        let missed = match &item.first {
            None => item.skipped.0,
            Some(given) => given.mark.as_ref().is_some_and(|mark| !mark.is_full()),
        };
        self.settings.retry
            && self.settings.mode == Mode::Practice
            && missed
            && !quiz.questions[item.question].kind().is_written()
    }

    /// Whether the first round is over and what was missed is asked again.
    pub fn is_retrying(&self, quiz: &Quiz) -> bool {
        self.settings.mode == Mode::Practice
            && self
                .items
                .iter()
                .all(|item| item.first.is_some() || item.skipped.0)
            && self.asking_again(quiz).is_some()
    }

    /// The item whose written answer waits to be judged: at once in practice, after handing in
    /// in an exam.
    pub fn to_judge(&self, quiz: &Quiz) -> Option<usize> {
        let may = match self.phase {
            Phase::Answering => self.settings.mode == Mode::Practice,
            Phase::HandedIn => true,
            Phase::Finished => false,
        };
        let waits = |item: &Item| {
            quiz.questions[item.question].kind().is_written()
                && item.first.as_ref().is_some_and(Given::waits)
        };
        may.then(|| self.items.iter().position(waits)).flatten()
    }
}

/// The mark of an answer as soon as it is given, and what was found in a written one. A blank
/// page needs no judge.
pub(super) fn first_mark(
    quiz: &Quiz,
    sources: &Sources,
    question: &Question,
    answer: &Answer,
) -> (Option<Mark>, Option<Marked>) {
    if !question.kind().is_written() {
        return (marking::mark(question, answer), None);
    }
    if answer.is_blank() {
        let nothing = Mark {
            awarded: 0,
            available: question.available(),
            basis: Basis::Judged,
            doubtful: 0,
            verdicts: Verdicts::new(),
        };
        return (Some(nothing), None);
    }
    let scheme = Scheme::new(quiz, question, sources);
    let marked = scheme.and_then(|scheme| scheme.mark(answer));
    (marked.as_ref().map(|it| it.mark.clone()), marked)
}
