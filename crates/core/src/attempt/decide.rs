//! Whether a command may be obeyed now, and what happens then.
//!
//! Everything that must not depend on an interface is decided here: whether an answer fits its
//! question, how long it may be, whether the time is up, who may judge, and that time never goes
//! back.

use jiff::Timestamp;

use super::command::{Command, MOST_TEXT, Numbering, Refusal};
use super::event::{Action, Certainty, Earned, Event, Guess, Judge, JudgedBy, Mode};
use super::order;
use super::state::{Attempt, GivenAnswer, Item, Phase, Which};
use crate::marking::written::{Marked, Scheme};
use crate::marking::{self, Answer, Basis, Judgement, Mark, Verdicts};
use crate::paper::Paper;
use crate::quiz::Question;

/// The events that a command leads to: none where everything is already as it asks.
///
/// An event is never earlier than the last one of the attempt, even where the clock of the
/// computer has been set back.
///
/// # Errors
///
/// A [`Refusal`] where the command cannot be obeyed now; nothing has happened then.
pub fn decide(
    paper: &Paper,
    attempt: &Attempt,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let now = now.max(attempt.last);
    let decision = Decision {
        paper,
        attempt,
        now,
    };
    let action = decision.action(command)?;
    let events = action.into_iter().map(|action| Event { at: now, action });
    Ok(events.collect())
}

struct Decision<'a> {
    paper: &'a Paper,
    attempt: &'a Attempt,
    now: Timestamp,
}

impl<'a> Decision<'a> {
    fn action(&self, command: Command) -> Result<Option<Action>, Refusal> {
        match command {
            Command::Probe { place, answer } => self.probe(place, answer.as_ref()),
            Command::Answer {
                place,
                answer,
                numbering,
                certainty,
            } => self.answer(place, &answer, numbering, certainty),
            Command::Redraft { place, answer } => self.redraft(place, answer),
            Command::Commit { place, guess } => self.commit(place, guess),
            Command::TakeHint { place } => self.take_hint(place),
            Command::Skip { place } => self.skip(place),
            Command::TurnTo { place } => self.turn_to(place),
            Command::Flag { place, on } => self.flag(place, on),
            Command::Pause => self.pause(),
            Command::Continue => self.go_on(),
            Command::AddTime { seconds } => self.add_time(seconds),
            Command::HandIn => self.hand_in(),
            Command::Judge {
                which,
                judgement,
                by,
            } => self.judge(which, judgement, by),
            Command::LeaveUnjudged { which } => self.leave_unjudged(which),
            Command::Remark { which, reason } => self.remark(which, reason),
            Command::Admit { place, answer } => self.admit(place, &answer),
            Command::Finish => Ok(self.unless_finished(Action::Finished)),
        }
    }

    fn item(&self, place: usize) -> Result<&'a Item, Refusal> {
        self.attempt.items.get(place).ok_or(Refusal::NoSuchQuestion)
    }

    fn question(&self, item: &Item) -> Result<&'a Question, Refusal> {
        let found = self.paper.quiz.question(&item.presented.question);
        found
            .map(|(_, question)| question)
            .ok_or(Refusal::OtherQuiz)
    }

    fn name(item: &Item) -> String {
        item.presented.question.clone()
    }

    /// Refuses what a student does while an exam is paused or after its time.
    fn in_time(&self) -> Result<(), Refusal> {
        match (self.attempt.phase, &self.attempt.clock) {
            (Phase::Probing | Phase::Answering, Some(clock)) if clock.is_paused() => {
                Err(Refusal::Paused)
            }
            (Phase::Answering, Some(clock)) if clock.is_over(self.now) => Err(Refusal::TimeIsUp),
            _ => Ok(()),
        }
    }

    /// The question of that place, if it may be answered now. In an exam that is any, because
    /// one goes back and forth.
    fn asked(&self, place: usize) -> Result<&'a Item, Refusal> {
        let item = self.item(place)?;
        self.in_time()?;
        let answering = self.attempt.phase == Phase::Answering;
        let may = match self.attempt.settings.mode {
            Mode::Exam => answering,
            Mode::Practice => self.attempt.asking() == Some(place),
        };
        if may {
            Ok(item)
        } else {
            Err(Refusal::NotAsking)
        }
    }

    /// Takes what a student says without the passage.
    fn probe(&self, place: usize, answer: Option<&Answer>) -> Result<Option<Action>, Refusal> {
        let item = self.item(place)?;
        self.in_time()?;
        if self.attempt.probing() != Some(place) {
            return Err(Refusal::NotAsking);
        }
        let question = self.question(item)?;
        let given = answer.filter(|answer| !answer.is_blank());
        let answer = given.map(|it| authored(question, item, it)).transpose()?;
        let mark = answer
            .as_ref()
            .and_then(|it| mark_now(self.paper, question, it).0);
        Ok(Some(Action::Probed {
            question: Self::name(item),
            answer,
            earned: mark.as_ref().map(Earned::from),
        }))
    }

    fn answer(
        &self,
        place: usize,
        answer: &Answer,
        numbering: Numbering,
        certainty: Option<Certainty>,
    ) -> Result<Option<Action>, Refusal> {
        let item = self.asked(place)?;
        let question = self.question(item)?;
        let answer = match numbering {
            Numbering::Authored => answer.clone(),
            Numbering::Presented => authored(question, item, answer)?,
        };
        self.answered(
            question,
            item,
            answer,
            certainty,
            self.attempt.is_retrying(),
        )
    }

    fn admit(&self, place: usize, answer: &Answer) -> Result<Option<Action>, Refusal> {
        if self.attempt.phase != Phase::Finished {
            return Err(Refusal::NotFinished);
        }
        let item = self.item(place)?;
        let question = self.question(item)?;
        let answer = authored(question, item, answer)?;
        if item
            .first
            .as_ref()
            .is_some_and(|given| given.answer == answer)
        {
            return Ok(None);
        }
        let (mark, _) = mark_now(self.paper, question, &answer);
        Ok(Some(Action::Admitted {
            question: Self::name(item),
            answer,
            earned: mark.as_ref().map(Earned::from),
        }))
    }

    fn redraft(&self, place: usize, answer: Answer) -> Result<Option<Action>, Refusal> {
        let item = self.item(place)?;
        if !self.attempt.may_redraft(item) {
            return Err(Refusal::NoRedraft);
        }
        self.answered(self.question(item)?, item, answer, None, true)
    }

    fn answered(
        &self,
        question: &Question,
        item: &Item,
        answer: Answer,
        certainty: Option<Certainty>,
        again: bool,
    ) -> Result<Option<Action>, Refusal> {
        if !answer.fits(&question.body) {
            return Err(Refusal::DoesNotFit);
        }
        check_texts(answer.texts())?;
        let (mark, _) = mark_now(self.paper, question, &answer);
        Ok(Some(Action::Answered {
            question: Self::name(item),
            answer,
            certainty,
            earned: mark.as_ref().map(Earned::from),
            again,
        }))
    }

    fn commit(&self, place: usize, guess: Guess) -> Result<Option<Action>, Refusal> {
        let item = self.asked(place)?;
        check_texts([&guess.who, &guess.when, &guess.why].map(String::as_str))?;
        Ok(Some(Action::Committed {
            question: Self::name(item),
            guess,
        }))
    }

    fn take_hint(&self, place: usize) -> Result<Option<Action>, Refusal> {
        let item = self.asked(place)?;
        if self.question(item)?.hint.is_none() {
            return Err(Refusal::NoHint);
        }
        let question = Self::name(item);
        Ok((!item.hint).then_some(Action::HintTaken { question }))
    }

    fn skip(&self, place: usize) -> Result<Option<Action>, Refusal> {
        let item = self.asked(place)?;
        Ok(Some(Action::Skipped {
            question: Self::name(item),
            again: self.attempt.is_retrying(),
        }))
    }

    fn in_exam(&self) -> Result<(), Refusal> {
        self.in_time()?;
        match self.attempt.settings.mode {
            Mode::Exam if self.attempt.phase == Phase::Answering => Ok(()),
            _ => Err(Refusal::NotInExam),
        }
    }

    fn turn_to(&self, place: usize) -> Result<Option<Action>, Refusal> {
        self.in_exam()?;
        let place = place.min(self.attempt.items.len());
        Ok((place != self.attempt.place).then_some(Action::Turned { place }))
    }

    fn flag(&self, place: usize, on: bool) -> Result<Option<Action>, Refusal> {
        self.in_exam()?;
        let item = self.item(place)?;
        let question = Self::name(item);
        Ok((item.flagged != on).then_some(Action::Flagged { question, on }))
    }

    /// Whether the clock stands still, while the exam is being answered.
    fn is_paused(&self) -> Result<bool, Refusal> {
        match (&self.attempt.clock, self.attempt.phase) {
            (Some(clock), Phase::Probing | Phase::Answering) => Ok(clock.is_paused()),
            _ => Err(Refusal::NoTimeLimit),
        }
    }

    fn pause(&self) -> Result<Option<Action>, Refusal> {
        if self.is_paused()? {
            return Err(Refusal::Paused);
        }
        self.in_time()?;
        Ok(Some(Action::Paused))
    }

    fn go_on(&self) -> Result<Option<Action>, Refusal> {
        if self.is_paused()? {
            Ok(Some(Action::Continued))
        } else {
            Err(Refusal::NotPaused)
        }
    }

    fn add_time(&self, seconds: u32) -> Result<Option<Action>, Refusal> {
        self.is_paused()?;
        Ok((seconds > 0).then_some(Action::TimeAdded { seconds }))
    }

    fn hand_in(&self) -> Result<Option<Action>, Refusal> {
        match self.attempt.phase {
            Phase::Probing | Phase::Answering => Ok(Some(Action::HandedIn)),
            Phase::HandedIn => Ok(None),
            Phase::Finished => Err(Refusal::Finished),
        }
    }

    fn unless_finished(&self, action: Action) -> Option<Action> {
        (self.attempt.phase != Phase::Finished).then_some(action)
    }

    /// A written answer that was given, with its question.
    fn written(&self, which: Which) -> Result<(&'a Item, &'a GivenAnswer), Refusal> {
        let item = self.item(which.place)?;
        let given = item.given(which.again).filter(|_| item.is_written());
        given
            .map(|given| (item, given))
            .ok_or(Refusal::NothingToJudge)
    }

    fn judge(
        &self,
        which: Which,
        judgement: Judgement,
        by: JudgedBy,
    ) -> Result<Option<Action>, Refusal> {
        let (item, given) = self.written(which)?;
        check_texts(by.name.iter().chain(&by.comment).map(String::as_str))?;
        let exam = self.attempt.settings.mode == Mode::Exam;
        match (self.attempt.phase, by.by) {
            // Nothing is revealed before an exam is handed in, to a teacher either, because
            // student and teacher share the screen.
            (Phase::Answering, _) if exam => return Err(Refusal::NothingToJudge),
            (Phase::Finished, Judge::Student) => return Err(Refusal::Finished),
            _ => {}
        }
        let by_teacher = |judged: &super::Judged| judged.by.by == Judge::Teacher;
        if by.by == Judge::Student && given.judged.as_ref().is_some_and(by_teacher) {
            return Err(Refusal::JudgedByTeacher);
        }
        let mark = marking::judge(self.question(item)?, &judgement)?;
        Ok(Some(Action::Judged {
            question: Self::name(item),
            judgement,
            earned: Earned::from(&mark),
            by,
            again: which.again,
        }))
    }

    fn leave_unjudged(&self, which: Which) -> Result<Option<Action>, Refusal> {
        let (item, given) = self.written(which)?;
        if self.attempt.phase == Phase::Finished || !given.waits() {
            return Err(Refusal::NothingToJudge);
        }
        Ok(Some(Action::LeftUnjudged {
            question: Self::name(item),
            again: which.again,
        }))
    }

    fn remark(&self, which: Which, reason: String) -> Result<Option<Action>, Refusal> {
        let item = self.item(which.place)?;
        let given = item.given(which.again).ok_or(Refusal::NothingToJudge)?;
        if given.judged.is_some() {
            return Err(Refusal::MarkedByPerson);
        }
        check_texts([reason.as_str()])?;
        let question = self.question(item)?;
        if question.asked_hash(&self.paper.sources) != item.presented.asked {
            return Err(Refusal::OtherQuestion);
        }
        let (mark, _) = mark_now(self.paper, question, &given.answer);
        let earned = mark.as_ref().map(Earned::from);
        let Some(earned) = earned.filter(|_| earned != given.mark) else {
            return Ok(None);
        };
        Ok(Some(Action::Remarked {
            question: Self::name(item),
            earned,
            scheme: self.paper.quiz.scheme_hash(question),
            reason,
            again: which.again,
        }))
    }
}

/// An answer as it was presented, in the author's numbers, if it may be given to the question.
fn authored(question: &Question, item: &Item, answer: &Answer) -> Result<Answer, Refusal> {
    let authored = order::to_authored(&question.body, &item.presented.orders, answer);
    let authored = authored.ok_or(Refusal::DoesNotFit)?;
    check_texts(authored.texts())?;
    Ok(authored)
}

/// Refuses texts that are too long together, or hold control characters.
fn check_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<(), Refusal> {
    let mut length = 0;
    for text in texts {
        length += text.len();
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            return Err(Refusal::ControlCharacters);
        }
    }
    if length > MOST_TEXT {
        return Err(Refusal::TooLong);
    }
    Ok(())
}

/// What an answer earns by the rules of this program and the scheme of this paper, and what was
/// found in a written one. A blank written answer needs no judge.
pub fn mark_now(
    paper: &Paper,
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
    let scheme = Scheme::new(&paper.quiz, question, &paper.sources);
    let marked = scheme.and_then(|scheme| scheme.mark(answer));
    (marked.as_ref().map(|it| it.mark.clone()), marked)
}
