//! The state machine that drives one attempt. Every face drives the same one.
//!
//! [`Session::current`] says what to show, the other methods take what the student does. Each of
//! them makes an [`Event`] and folds it into the state; there is no other way to change it, so
//! that an attempt *is* the fold of its events, and a killed program resumes where it stood.
//! A [`View`] of a question never holds the key.

mod answers_file;
mod attempt;
mod event;
mod feedback;
mod findings;
mod order;
mod summary;
mod view;

use jiff::{SignedDuration, Timestamp};
use rand::Rng;

use crate::marking::{Answer, Judgement, JudgementError};
use crate::quiz::{Question, Quiz, Skill};
use crate::source::Sources;

use attempt::{Attempt, Item, Phase};

pub use answers_file::{AnswersFile, parse_answer, parse_answers};
pub use attempt::Given;
pub use event::{
    Action, Certainty, Earned, Event, Guess, Judge, Mode, Opened, Presented, Settings,
};
pub use feedback::{Evidence, Feedback, Reason, Revealed};
pub use findings::{Altered, Found, Told};
pub use summary::{Again, Calibration, Score, SkillScore, Summary};
pub use view::{Asked, GridRow, Judging, OverviewLine, Passage, QuestionView, Scheme, Task, View};

/// Which questions of a quiz are asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection {
    /// At most so many, drawn at random, in the order of the quiz.
    pub questions: Option<usize>,
    /// Only those that test this.
    pub skill: Option<Skill>,
}

/// Why a step was not taken; the state is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionError {
    /// No question fits the selection.
    NothingToAsk,
    /// Nothing is being asked now.
    NotAsking,
    /// The answer is not one to the question that is being asked.
    DoesNotFit,
    /// There is no answer that waits to be judged.
    NothingToJudge,
    /// The judgement does not fit the question.
    Judgement(JudgementError),
    /// The question has no hint.
    NoHint,
    /// The question is not one of this attempt.
    NoSuchQuestion,
    /// Only an exam lets one go back and forth.
    NotInExam,
    /// The events are not those of an attempt at this version of the quiz.
    OtherQuiz,
}

impl std::fmt::Display for SessionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NothingToAsk => "no question of the quiz fits",
            Self::NotAsking => "nothing is being asked now",
            Self::DoesNotFit => "this is not an answer to the question",
            Self::NothingToJudge => "no answer waits to be judged",
            Self::Judgement(error) => return error.fmt(f),
            Self::NoHint => "the question has no hint",
            Self::NoSuchQuestion => "the question is not one of this attempt",
            Self::NotInExam => "only an exam lets one go back and forth",
            Self::OtherQuiz => "the events belong to another quiz, or to another version of it",
        })
    }
}

impl std::error::Error for SessionError {}

/// One attempt at a quiz, under way or finished.
#[derive(Debug)]
pub struct Session<'q> {
    quiz: &'q Quiz,
    sources: &'q Sources,
    attempt: Attempt,
    events: Vec<Event>,
}

impl<'q> Session<'q> {
    /// Begins an attempt. The quiz must be free of errors and its sentences located; see
    /// [`Quiz::locate`].
    pub fn open(
        quiz: &'q Quiz,
        sources: &'q Sources,
        settings: Settings,
        selection: Selection,
        rng: &mut impl Rng,
        now: Timestamp,
    ) -> Result<Self, SessionError> {
        let items = order::present(quiz, sources, selection, rng);
        if items.is_empty() {
            return Err(SessionError::NothingToAsk);
        }
        let opened = Opened {
            version: event::VERSION,
            quiz: quiz.id.clone(),
            content: quiz.content_hash(sources),
            settings,
            items,
        };
        Self::resume(
            quiz,
            sources,
            &[Event {
                at: now,
                action: Action::Opened(opened),
            }],
        )
    }

    /// Takes up an attempt again from its events.
    pub fn resume(
        quiz: &'q Quiz,
        sources: &'q Sources,
        events: &[Event],
    ) -> Result<Self, SessionError> {
        let Some(Event {
            at,
            action: Action::Opened(opened),
        }) = events.first()
        else {
            return Err(SessionError::OtherQuiz);
        };
        if opened.content != quiz.content_hash(sources) {
            return Err(SessionError::OtherQuiz);
        }
        let attempt = Attempt::open(quiz, opened, *at).ok_or(SessionError::OtherQuiz)?;
        let mut session = Self {
            quiz,
            sources,
            attempt,
            events: vec![events[0].clone()],
        };
        for event in &events[1..] {
            session.push(event.at, event.action.clone());
        }
        Ok(session)
    }

    /// Everything that has happened, in order. What a method added stands at the end.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The quiz.
    pub fn quiz(&self) -> &'q Quiz {
        self.quiz
    }

    /// How the quiz is taken.
    pub fn settings(&self) -> Settings {
        self.attempt.settings
    }

    /// What to show now.
    pub fn current(&self, now: Timestamp) -> View<'_> {
        view::current(self, now)
    }

    /// Answers the current question; the numbers in the answer are places as presented.
    /// The feedback is `None` while nothing may be revealed, and waits for [`Self::judge`] where
    /// a person judges.
    pub fn answer(
        &mut self,
        answer: &Answer,
        certainty: Option<Certainty>,
        now: Timestamp,
    ) -> Result<Option<Feedback<'_>>, SessionError> {
        let (_, item) = self.asking()?;
        let orders = &item.presented.orders;
        let body = &self.question(item).body;
        let authored = order::to_authored(body, orders, answer).ok_or(SessionError::DoesNotFit)?;
        self.answer_as_authored(authored, certainty, now)
    }

    /// Answers the current question; the numbers in the answer are places in the author's order.
    pub fn answer_as_authored(
        &mut self,
        answer: Answer,
        certainty: Option<Certainty>,
        now: Timestamp,
    ) -> Result<Option<Feedback<'_>>, SessionError> {
        let (index, item) = self.asking()?;
        let question = self.question(item);
        if !answer.fits(&question.body) {
            return Err(SessionError::DoesNotFit);
        }
        let id = question.id.value.clone();
        let (mark, _) = attempt::first_mark(self.quiz, self.sources, question, &answer);
        self.push(
            now,
            Action::Answered {
                question: id,
                answer,
                certainty,
                earned: mark.as_ref().map(Earned::from),
            },
        );
        Ok(self.feedback(index))
    }

    /// Judges the answer that waits for it.
    pub fn judge(
        &mut self,
        judgement: Judgement,
        by: Judge,
        now: Timestamp,
    ) -> Result<Option<Feedback<'_>>, SessionError> {
        let index = self
            .attempt
            .to_judge(self.quiz)
            .ok_or(SessionError::NothingToJudge)?;
        self.overrule(index, judgement, by, now)
    }

    /// Judges a written answer of that place, whatever the program or somebody else made of it.
    pub fn overrule(
        &mut self,
        place: usize,
        judgement: Judgement,
        by: Judge,
        now: Timestamp,
    ) -> Result<Option<Feedback<'_>>, SessionError> {
        let item = self.attempt.items.get(place);
        let item = item.ok_or(SessionError::NoSuchQuestion)?;
        let question = self.question(item);
        if item.first.is_none() || self.attempt.phase == Phase::Finished {
            return Err(SessionError::NothingToJudge);
        }
        let mark = crate::marking::judge(question, &judgement).map_err(SessionError::Judgement)?;
        let question = question.id.value.clone();
        self.push(
            now,
            Action::Judged {
                question,
                judgement,
                earned: Earned::from(&mark),
                by,
            },
        );
        Ok(self.feedback(place))
    }

    /// The written answer of that place beside what it is judged by, while it may be overruled.
    pub fn judging(&self, place: usize, now: Timestamp) -> Option<Judging<'_>> {
        let open = self.attempt.phase != Phase::Finished;
        let may = open && self.feedback(place).is_some();
        view::judging(self, place, now).filter(|_| may)
    }

    /// Leaves the answer that waits for it to be judged by somebody else.
    pub fn leave_unjudged(&mut self, now: Timestamp) -> Result<(), SessionError> {
        let index = self
            .attempt
            .to_judge(self.quiz)
            .ok_or(SessionError::NothingToJudge)?;
        let id = self.question(&self.attempt.items[index]).id.value.clone();
        self.push(now, Action::LeftUnjudged { question: id });
        Ok(())
    }

    /// Records what the student thinks of the provenance, before the heading appears.
    pub fn commit(&mut self, guess: Guess, now: Timestamp) -> Result<(), SessionError> {
        let id = self.asking_id()?;
        self.push(
            now,
            Action::Committed {
                question: id,
                guess,
            },
        );
        Ok(())
    }

    /// Takes the hint of the current question. It costs nothing and is recorded.
    pub fn hint(&mut self, now: Timestamp) -> Result<&'q str, SessionError> {
        let (_, item) = self.asking()?;
        let question = self.question(item);
        let hint = question.hint.as_ref().ok_or(SessionError::NoHint)?;
        let id = question.id.value.clone();
        if !item.hint {
            self.push(now, Action::HintTaken { question: id });
        }
        Ok(hint)
    }

    /// Goes on without an answer. In practice the question is passed for good; in an exam it can
    /// be returned to.
    pub fn skip(&mut self, now: Timestamp) -> Result<(), SessionError> {
        let id = self.asking_id()?;
        self.push(now, Action::Skipped { question: id });
        Ok(())
    }

    /// Turns to the question of that place, from 0, in an exam that has not been handed in;
    /// a place behind the last is the overview.
    pub fn turn_to(&mut self, place: usize, now: Timestamp) -> Result<(), SessionError> {
        self.in_exam()?;
        let place = place.min(self.attempt.items.len());
        self.push(now, Action::Turned { place });
        Ok(())
    }

    /// Sets or removes the flag of a question of an exam, by its place from 0.
    pub fn flag(&mut self, place: usize, on: bool, now: Timestamp) -> Result<(), SessionError> {
        self.in_exam()?;
        let item = self
            .attempt
            .items
            .get(place)
            .ok_or(SessionError::NoSuchQuestion)?;
        let id = self.question(item).id.value.clone();
        self.push(now, Action::Flagged { question: id, on });
        Ok(())
    }

    /// What is left of the time, in an exam with a time limit; never negative.
    pub fn time_left(&self, now: Timestamp) -> Option<SignedDuration> {
        let limit = self.quiz.time_limit.as_ref()?;
        let exam =
            self.attempt.settings.mode == Mode::Exam && self.attempt.phase == Phase::Answering;
        let limit = SignedDuration::from_mins(i64::from(limit.minutes()));
        let left = limit.saturating_sub(now.duration_since(self.attempt.began));
        exam.then_some(left.max(SignedDuration::ZERO))
    }

    /// Hands in if the time is up, and says whether it did. A face asks before it shows anything;
    /// an answer that was begun in time is taken.
    pub fn hand_in_if_late(&mut self, now: Timestamp) -> bool {
        let late = self.time_left(now).is_some_and(|left| left.is_zero());
        if late {
            self.hand_in(now);
        }
        late
    }

    /// Hands in: no answer can be changed any more.
    pub fn hand_in(&mut self, now: Timestamp) {
        if self.attempt.phase == Phase::Answering {
            self.push(now, Action::HandedIn);
        }
    }

    /// Ends the attempt, whatever has been answered, and sums it up.
    pub fn finish(&mut self, now: Timestamp) -> Summary<'_> {
        self.hand_in(now);
        if self.attempt.phase != Phase::Finished {
            self.push(now, Action::Finished);
        }
        self.summary()
    }

    /// The questions of the attempt in their order, with the answers that count.
    pub fn outcomes(&self) -> impl Iterator<Item = (&'q Question, Option<&Given>)> {
        self.attempt
            .items
            .iter()
            .map(|item| (self.question(item), item.first.as_ref()))
    }

    /// What the attempt has come to so far.
    pub fn summary(&self) -> Summary<'_> {
        summary::summarise(self)
    }

    /// The passages of the question of that place, with their headings where they may be shown;
    /// none where there is no such question.
    pub fn passages(&self, place: usize) -> Vec<Passage<'_>> {
        match self.attempt.items.get(place) {
            Some(_) => view::passages(self, place),
            None => Vec::new(),
        }
    }

    /// Why the answer to the question of that place earned what it did; `None` while that may
    /// not be told, or where nothing has been answered.
    pub fn feedback(&self, place: usize) -> Option<Feedback<'_>> {
        feedback::explain(self, place)
    }

    fn push(&mut self, at: Timestamp, action: Action) {
        self.attempt.fold(self.quiz, self.sources, &action, at);
        self.events.push(Event { at, action });
    }

    fn question(&self, item: &Item) -> &'q Question {
        &self.quiz.questions[item.question]
    }

    fn asking(&self) -> Result<(usize, &Item), SessionError> {
        let index = self
            .attempt
            .asking(self.quiz)
            .ok_or(SessionError::NotAsking)?;
        Ok((index, &self.attempt.items[index]))
    }

    fn asking_id(&self) -> Result<String, SessionError> {
        let (_, item) = self.asking()?;
        Ok(self.question(item).id.value.clone())
    }

    fn in_exam(&self) -> Result<(), SessionError> {
        match self.attempt.settings.mode {
            Mode::Exam if self.attempt.phase == Phase::Answering => Ok(()),
            _ => Err(SessionError::NotInExam),
        }
    }
}
