//! The state of an attempt, and how each event changes it.
//!
//! Applying an event needs no quiz, no source and no marking: what an answer earned is what its
//! event says. So a change of a mark scheme or of the rules changes no attempt.

use jiff::Timestamp;

use super::clock::Clock;
use super::event::{
    Action, Certainty, Earned, Event, Guess, JudgedBy, Mode, Opened, Presented, Settings,
};
use super::probing::Probe;
use crate::identity::ContentHash;
use crate::marking::{Answer, Basis, Judgement};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Questions are asked first without their passage.
    Probing,
    /// Questions are being answered.
    Answering,
    /// Handed in; written answers may still be judged.
    HandedIn,
    /// Ended.
    Finished,
}

/// An answer that was given, and its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The answer, in the author's order.
    pub answer: Answer,
    /// How sure the student was.
    pub certainty: Option<Certainty>,
    /// What it earned; `None` while a person has not judged.
    pub mark: Option<Earned>,
    /// What a person decided, who it was, and when.
    pub judged: Option<Judged>,
    /// Why it was marked again, where it was.
    pub remarked: Option<Remarked>,
    /// Whether it was left for somebody else to judge.
    pub left_unjudged: bool,
}

/// A person's decision on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The decision.
    pub judgement: Judgement,
    /// Who decided, and the comment.
    pub by: JudgedBy,
    /// When.
    pub at: Timestamp,
}

/// A change of a mark by another mark scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remarked {
    /// The mark before.
    pub before: Option<Earned>,
    /// The scheme; see `Quiz::scheme_hash`.
    pub scheme: ContentHash,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

impl GivenAnswer {
    /// An answer and what it earned when it was marked.
    pub fn new(answer: Answer, certainty: Option<Certainty>, mark: Option<Earned>) -> Self {
        Self {
            answer,
            certainty,
            mark,
            judged: None,
            remarked: None,
            left_unjudged: false,
        }
    }

    /// Whether a person is to judge it, or to say what the program is not sure of.
    pub fn waits(&self) -> bool {
        self.is_open() && !self.left_unjudged
    }

    /// Whether no person has decided yet on what only a person can decide.
    pub fn is_open(&self) -> bool {
        self.mark.is_none_or(|mark| mark.doubtful > 0) && self.judged.is_none()
    }
}

/// A question of the attempt and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// How it was presented.
    pub presented: Presented,
    /// The answer that counts.
    pub first: Option<GivenAnswer>,
    /// The second answer: to a missed question that was asked again, or the redraft of a written
    /// one. It changes no score.
    pub second: Option<GivenAnswer>,
    /// Whether it was passed without an answer: first time, and when asked again.
    pub skipped: (bool, bool),
    /// Whether the hint was taken.
    pub hint: bool,
    /// Whether it is flagged.
    pub flagged: bool,
    /// What was said of the provenance.
    pub guess: Option<Guess>,
}

impl Item {
    fn new(presented: &Presented) -> Self {
        Self {
            presented: presented.clone(),
            first: None,
            second: None,
            skipped: (false, false),
            hint: false,
            flagged: false,
            guess: None,
        }
    }

    /// Whether its answer is written, and judged by credit points or by a person.
    pub fn is_written(&self) -> bool {
        self.presented.kind.is_written()
    }

    /// The first answer, or the second.
    pub fn given(&self, again: bool) -> Option<&GivenAnswer> {
        if again {
            self.second.as_ref()
        } else {
            self.first.as_ref()
        }
    }

    fn given_mut(&mut self, again: bool) -> Option<&mut GivenAnswer> {
        if again {
            self.second.as_mut()
        } else {
            self.first.as_mut()
        }
    }

    /// The basis of marks for a question without an answer.
    pub fn basis_unanswered(&self) -> Basis {
        if self.is_written() {
            Basis::Judged
        } else {
            Basis::Exact
        }
    }
}

/// The state of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The quiz.
    pub quiz: String,
    /// The hash of the content of the quiz.
    pub content: ContentHash,
    /// How the quiz is taken.
    pub settings: Settings,
    /// The per cent of the marks that pass.
    pub pass: Option<u32>,
    /// The time of an exam with a time limit.
    pub clock: Option<Clock>,
    /// The questions in the order in which they are asked.
    pub items: Vec<Item>,
    /// The questions that are asked first without their passage.
    pub probes: Vec<Probe>,
    /// The place in an exam; the place after the last is the overview.
    pub place: usize,
    /// Where the attempt stands.
    pub phase: Phase,
    /// When it began; where questions were asked first without their passage, when the last of them was over.
    pub began: Timestamp,
    /// When the last event was.
    pub last: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// The second answer or the first, of the question at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// The place of the question in the attempt, from 0.
    pub place: usize,
    /// Whether it is the second answer.
    pub again: bool,
}

impl Attempt {
    /// The state after the first event.
    pub fn open(opened: &Opened, at: Timestamp) -> Self {
        let exam = opened.settings.mode == Mode::Exam;
        let probes = Probe::all_of(opened);
        let begun = probes.is_empty().then_some(at);
        let seconds = opened.seconds.filter(|_| exam);
        Self {
            quiz: opened.quiz.clone(),
            content: opened.content,
            settings: opened.settings,
            pass: opened.pass,
            clock: seconds.map(|seconds| Clock::new(seconds, begun)),
            items: opened.items.iter().map(Item::new).collect(),
            probes,
            place: 0,
            phase: match begun {
                Some(_) => Phase::Answering,
                None => Phase::Probing,
            },
            began: at,
            last: at,
            ended: None,
        }
    }

    /// The state after all events; `None` where they do not begin with `opened`.
    pub fn fold(events: &[Event]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let Action::Opened(opened) = &first.action else {
            return None;
        };
        let mut attempt = Self::open(opened, first.at);
        rest.iter().for_each(|event| attempt.apply(event));
        Some(attempt)
    }

    /// Applies one more event. An event about a question that the attempt does not have changes
    /// nothing but the time.
    pub fn apply(&mut self, event: &Event) {
        self.last = self.last.max(event.at);
        match &event.action {
            Action::Opened(_) => {}
            Action::Probed { question, .. } => self.end_probe(question, event.at),
            Action::Committed { question, guess } => {
                self.with(question, |item| item.guess = Some(guess.clone()));
            }
            Action::HintTaken { question } => self.with(question, |item| item.hint = true),
            Action::Answered {
                question,
                answer,
                certainty,
                earned,
                again,
            } => {
                let given = GivenAnswer::new(answer.clone(), *certainty, *earned);
                self.with(question, |item| {
                    if *again {
                        item.second = Some(given);
                    } else {
                        item.first = Some(given);
                    }
                });
                self.go_on_from(question);
            }
            Action::Admitted {
                question,
                answer,
                earned,
            } => {
                let given = GivenAnswer::new(answer.clone(), None, *earned);
                self.with(question, |item| item.first = Some(given));
            }
            Action::Skipped { question, again } => {
                self.with(question, |item| {
                    if *again {
                        item.skipped.1 = true;
                    } else {
                        item.skipped.0 = true;
                    }
                });
                self.go_on_from(question);
            }
            Action::Turned { place } => self.place = *place,
            Action::Flagged { question, on } => self.with(question, |item| item.flagged = *on),
            Action::Paused => self.with_clock(|clock| clock.pause(event.at)),
            Action::Continued => self.with_clock(|clock| clock.go_on(event.at)),
            Action::TimeAdded { seconds } => self.with_clock(|clock| clock.add(*seconds)),
            Action::HandedIn => self.phase = Phase::HandedIn,
            Action::Judged { .. } | Action::LeftUnjudged { .. } | Action::Remarked { .. } => {
                self.apply_to_mark(event);
            }
            Action::Finished => {
                self.phase = Phase::Finished;
                self.ended = Some(event.at);
            }
        }
    }

    /// Applies an event about the mark of an answer that was given.
    fn apply_to_mark(&mut self, event: &Event) {
        let at = event.at;
        match &event.action {
            Action::Judged {
                question,
                judgement,
                earned,
                by,
                again,
            } => self.with_given(question, *again, |given| {
                given.mark = Some(*earned);
                given.judged = Some(Judged {
                    judgement: judgement.clone(),
                    by: by.clone(),
                    at,
                });
            }),
            Action::LeftUnjudged { question, again } => {
                self.with_given(question, *again, |given| given.left_unjudged = true);
            }
            Action::Remarked {
                question,
                earned,
                scheme,
                reason,
                again,
            } => self.with_given(question, *again, |given| {
                given.remarked = Some(Remarked {
                    before: given.mark,
                    scheme: *scheme,
                    reason: reason.clone(),
                    at,
                });
                given.mark = Some(*earned);
            }),
            _ => {}
        }
    }

    /// In an exam, moves on to the question after the one that was answered.
    fn go_on_from(&mut self, question: &str) {
        if let Some(place) = self.place_of(question) {
            self.place = place + 1;
        }
    }

    /// The place of a question in the attempt, from 0.
    pub fn place_of(&self, question: &str) -> Option<usize> {
        let mut items = self.items.iter();
        items.position(|item| item.presented.question == question)
    }

    fn with(&mut self, question: &str, change: impl FnOnce(&mut Item)) {
        if let Some(place) = self.place_of(question) {
            change(&mut self.items[place]);
        }
    }

    fn with_given(&mut self, question: &str, again: bool, change: impl FnOnce(&mut GivenAnswer)) {
        self.with(question, |item| {
            if let Some(given) = item.given_mut(again) {
                change(given);
            }
        });
    }

    fn with_clock(&mut self, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = &mut self.clock {
            change(clock);
        }
    }

    /// The place of the item whose answer is asked for now.
    pub fn asking(&self) -> Option<usize> {
        if self.phase != Phase::Answering {
            return None;
        }
        match self.settings.mode {
            Mode::Exam => (self.place < self.items.len()).then_some(self.place),
            Mode::Practice if self.to_judge().is_some() => None,
            Mode::Practice => {
                let open = |item: &Item| item.first.is_none() && !item.skipped.0;
                let first_time = self.items.iter().position(open);
                first_time.or_else(|| self.asking_again())
            }
        }
    }

    fn asking_again(&self) -> Option<usize> {
        let open = |item: &Item| item.second.is_none() && !item.skipped.1 && self.is_retried(item);
        self.items.iter().position(open)
    }

    /// Whether an item is one to be asked again: missed, and marked by a key. A written answer
    /// is not asked again, because the student has seen the model answer.
    pub fn is_retried(&self, item: &Item) -> bool {
        let missed = match &item.first {
            None => item.skipped.0,
            Some(given) => given.mark.is_some_and(|mark| !mark.is_full()),
        };
        self.settings.retry && self.settings.mode == Mode::Practice && missed && !item.is_written()
    }

    /// Whether the first round is over and what was missed is asked again.
    pub fn is_retrying(&self) -> bool {
        let done = |item: &Item| item.first.is_some() || item.skipped.0;
        self.settings.mode == Mode::Practice
            && self.items.iter().all(done)
            && self.asking_again().is_some()
    }

    /// How many questions have an answer.
    pub fn answered(&self) -> usize {
        let answered = self.items.iter().filter(|item| item.first.is_some());
        answered.count()
    }

    /// The written answer that waits to be judged: at once in practice, after handing in in an
    /// exam. First answers come before redrafts.
    pub fn to_judge(&self) -> Option<Which> {
        let may = match self.phase {
            Phase::Answering => self.settings.mode == Mode::Practice,
            Phase::HandedIn => true,
            Phase::Probing | Phase::Finished => false,
        };
        if !may {
            return None;
        }
        let waiting = |again: bool| {
            let waits = |item: &Item| {
                item.is_written() && item.given(again).is_some_and(GivenAnswer::waits)
            };
            let place = self.items.iter().position(waits)?;
            Some(Which { place, again })
        };
        waiting(false).or_else(|| waiting(true))
    }

    /// Whether the feedback on an answer may be shown: in practice once nobody need judge it, in
    /// an exam once it is handed in.
    pub fn may_explain(&self, item: &Item) -> bool {
        let latest = item.second.as_ref().or(item.first.as_ref());
        match (self.phase, self.settings.mode) {
            (Phase::Probing, _) | (Phase::Answering, Mode::Exam) => false,
            (Phase::Answering, Mode::Practice) => latest.is_some_and(|given| !given.waits()),
            (Phase::HandedIn | Phase::Finished, _) => true,
        }
    }

    /// Whether a written answer may be redrafted: once, after its feedback, while the attempt is
    /// not finished.
    pub fn may_redraft(&self, item: &Item) -> bool {
        self.phase != Phase::Finished
            && item.is_written()
            && item.first.is_some()
            && item.second.is_none()
            && self.may_explain(item)
    }
}
