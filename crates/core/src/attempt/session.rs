//! One attempt under way: its state, its events, and the paper that it is about.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rand::Rng;

use super::clock::with_extra_time;
use super::command::{Command, Refusal};
use super::decide::decide;
use super::event::{Action, Event, Mode, Opened, Settings, VERSION, VERSION_WITHOUT_PROBES};
use super::feedback::{self, Feedback};
use super::state::{Attempt, GivenAnswer, Item, Phase, Which};
use super::summary::{self, Summary};
use super::view::{self, Judging, Passage, QuestionView, View};
use super::{Selection, order, probing};
use crate::identity::ContentHash;
use crate::marking::written::Marked;
use crate::marking::{Answer, Judgement};
use crate::paper::Paper;
use crate::quiz::{Question, Quiz};

/// One attempt at a quiz, under way or finished.
#[derive(Clone, Debug)]
pub struct Session {
    paper: Arc<Paper>,
    attempt: Attempt,
    /// For each item of the attempt, the place of its question in the quiz.
    questions: Vec<usize>,
    events: Vec<Event>,
}

impl Session {
    /// Begins an attempt. The quiz must be free of errors and its sentences located; see
    /// [`Quiz::locate`].
    ///
    /// # Errors
    ///
    /// [`Refusal::NothingToAsk`] where no question fits the selection.
    pub fn open(
        paper: Arc<Paper>,
        settings: Settings,
        selection: &Selection,
        rng: &mut impl Rng,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let items = order::present(&paper, selection, rng);
        if items.is_empty() {
            return Err(Refusal::NothingToAsk);
        }
        let probes = probing::draw(&paper.quiz.questions, &items, selection.probes, rng);
        let quiz = &paper.quiz;
        let limit = quiz
            .time_limit
            .as_ref()
            .filter(|_| settings.mode == Mode::Exam);
        let opened = Opened {
            version: match probes.is_empty() {
                true => VERSION_WITHOUT_PROBES,
                false => VERSION,
            },
            quiz: quiz.id.clone(),
            content: quiz.content_hash(&paper.sources),
            settings,
            seconds: limit.map(|it| with_extra_time(it.minutes() * 60, settings.extra_time)),
            pass: quiz.pass.as_ref().map(|pass| pass.value),
            items,
            probes,
        };
        let action = Action::Opened(opened);
        Self::of_events(paper, vec![Event { at: now, action }])
    }

    /// Takes up an attempt again from its events.
    ///
    /// # Errors
    ///
    /// [`Refusal::OtherQuiz`] where the events are not those of an attempt at this paper.
    pub fn resume(paper: Arc<Paper>, events: Vec<Event>) -> Result<Self, Refusal> {
        let content = paper.quiz.content_hash(&paper.sources);
        Self::resume_hashed(paper, content, events)
    }

    /// The same, with a paper of whose quiz the hash is known ([`Quiz::content_hash`]): hashing a long quiz takes longer
    /// than the rest.
    ///
    /// # Errors
    ///
    /// As [`Self::resume`].
    pub fn resume_hashed(
        paper: Arc<Paper>,
        content: ContentHash,
        events: Vec<Event>,
    ) -> Result<Self, Refusal> {
        match events.first().map(|event| &event.action) {
            Some(Action::Opened(opened)) if opened.content == content => {
                Self::of_events(paper, events)
            }
            _ => Err(Refusal::OtherQuiz),
        }
    }

    fn of_events(paper: Arc<Paper>, events: Vec<Event>) -> Result<Self, Refusal> {
        let attempt = Attempt::fold(&events).ok_or(Refusal::OtherQuiz)?;
        let asked = &paper.quiz.questions;
        let ids = asked.iter().map(|question| question.id.as_str());
        let places: HashMap<&str, usize> = ids.zip(0..).collect();
        let place = |item: &Item| {
            let place = *places.get(item.presented.question.as_str())?;
            order::fits(&asked[place].body, &item.presented.orders).then_some(place)
        };
        let questions: Option<Vec<usize>> = attempt.items.iter().map(place).collect();
        Ok(Self {
            questions: questions.ok_or(Refusal::OtherQuiz)?,
            paper,
            attempt,
            events,
        })
    }

    /// The events that a command leads to now. They have not happened until they are applied.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] where the command cannot be obeyed now.
    pub fn decide(&self, command: Command, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        decide(&self.paper, &self.attempt, command, now)
    }

    /// Lets events happen that were decided on this attempt as it stands.
    pub fn apply(&mut self, events: Vec<Event>) {
        events.iter().for_each(|event| self.attempt.apply(event));
        self.events.extend(events);
    }

    /// Decides and applies, for an attempt that is not kept.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] where the command cannot be obeyed now.
    pub fn step(&mut self, command: Command, now: Timestamp) -> Result<(), Refusal> {
        let events = self.decide(command, now)?;
        self.apply(events);
        Ok(())
    }

    /// Everything that has happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether something has happened to a question since the attempt had so many events: it was
    /// answered, passed or judged, or the attempt was handed in. What was sent for an earlier state then
    /// does not count. Nothing that happens to other questions changes that.
    pub fn has_moved_on(&self, place: usize, events: usize) -> bool {
        let Some(item) = self.attempt.items.get(place) else {
            return true;
        };
        let name = item.presented.question.as_str();
        let later = self.events.get(events..).unwrap_or_default();
        let concerns = |event: &Event| match &event.action {
            Action::Probed { question, .. }
            | Action::Answered { question, .. }
            | Action::Admitted { question, .. }
            | Action::Skipped { question, .. }
            | Action::Committed { question, .. }
            | Action::Judged { question, .. }
            | Action::LeftUnjudged { question, .. } => question == name,
            Action::HandedIn | Action::Finished => true,
            _ => false,
        };
        later.iter().any(concerns)
    }

    /// The state of the attempt.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// The paper.
    pub fn paper(&self) -> &Arc<Paper> {
        &self.paper
    }

    /// The quiz.
    pub fn quiz(&self) -> &Quiz {
        &self.paper.quiz
    }

    /// How the quiz is taken.
    pub fn settings(&self) -> Settings {
        self.attempt.settings
    }

    /// The question of that place in the attempt, from 0.
    ///
    /// # Panics
    ///
    /// Where the attempt has no question at that place.
    pub fn question(&self, place: usize) -> &Question {
        &self.paper.quiz.questions[self.questions[place]]
    }

    /// The items of the attempt with their questions.
    pub(super) fn items(&self) -> impl Iterator<Item = (&Item, &Question)> {
        let questions = self.questions.iter();
        let questions = questions.map(|place| &self.paper.quiz.questions[*place]);
        self.attempt.items.iter().zip(questions)
    }

    /// What to show now.
    pub fn current(&self, now: Timestamp) -> View<'_> {
        view::current(self, now)
    }

    /// Whether an answer, as it is presented, could be given to a question: its parts are as many as
    /// the question has, and each names something that is there.
    pub fn fits(&self, place: usize, answer: &Answer) -> bool {
        let Some(item) = self.attempt.items.get(place) else {
            return false;
        };
        let body = &self.question(place).body;
        let authored = order::to_authored(body, &item.presented.orders, answer);
        authored.is_some_and(|answer| answer.fits(body))
    }

    /// The hint of a question, once it was taken.
    pub fn hint(&self, place: usize) -> Option<&str> {
        let taken = self.attempt.items.get(place)?.hint;
        let hint = self.question(place).hint.as_ref().filter(|_| taken)?;
        Some(hint)
    }

    /// A written answer beside what it is judged by, where it may be judged now or later by a
    /// teacher.
    pub fn judging(&self, which: Which, now: Timestamp) -> Option<Judging<'_>> {
        let item = self.attempt.items.get(which.place)?;
        self.attempt
            .may_explain(item)
            .then(|| view::judging(self, which, now))?
    }

    /// What the program finds in a written answer to the question of that place; `None` where it looks for
    /// nothing.
    pub fn found_in(&self, place: usize, answer: &Answer) -> Option<Marked> {
        view::found_in(self, place, answer)
    }

    /// The decisions about a written answer that are most likely, each with its marks.
    pub fn likely_judgements(&self, judging: &Judging<'_>) -> Vec<(u32, Judgement)> {
        view::likely_judgements(judging, self.question(judging.which.place))
    }

    /// A question as it was asked, with the answer that it has, whether or not it can be answered now; `None`
    /// where there is no such question.
    pub fn as_asked(&self, place: usize, now: Timestamp) -> Option<QuestionView<'_>> {
        view::as_asked(self, place, now)
    }

    /// A written question that may be answered again, once, after its feedback.
    pub fn to_redraft(&self, place: usize, now: Timestamp) -> Option<QuestionView<'_>> {
        view::to_redraft(self, place, now)
    }

    /// What is left of the time, in an exam with a time limit that is being answered.
    pub fn time_left(&self, now: Timestamp) -> Option<SignedDuration> {
        let clock = self.attempt.clock.as_ref()?;
        let answering = self.attempt.phase == Phase::Answering;
        answering.then(|| clock.left(now.max(self.attempt.last)))
    }

    /// Whether the time of an exam is over that has not been handed in: then only
    /// [`Command::HandIn`] is left to the student.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.time_left(now).is_some_and(|left| left.is_zero())
    }

    /// The seconds that an exam lasts with all that was added; 0 without a limit.
    pub fn seconds_given(&self) -> u32 {
        let given = self.events.iter().map(|event| match &event.action {
            Action::Opened(opened) => opened.seconds.unwrap_or(0),
            Action::TimeAdded { seconds } => *seconds,
            _ => 0,
        });
        given.fold(0, u32::saturating_add)
    }

    /// The last moment at which an answer counts, in an exam with a time limit whose clock goes.
    pub fn last_moment(&self) -> Option<Timestamp> {
        self.attempt.clock.as_ref()?.last_moment()
    }

    /// Whether an exam was handed in because its time was up.
    pub fn ran_out_of_time(&self) -> bool {
        let handed_in = |event: &&Event| matches!(event.action, Action::HandedIn);
        let handed_in = self.events.iter().find(handed_in);
        let clock = self.attempt.clock.as_ref();
        handed_in.is_some_and(|event| clock.is_some_and(|clock| clock.is_over(event.at)))
    }

    /// The questions of the attempt in their order, with the answers that count.
    pub fn outcomes(&self) -> impl Iterator<Item = (&Question, Option<&GivenAnswer>)> {
        self.items()
            .map(|(item, question)| (question, item.first.as_ref()))
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
}
