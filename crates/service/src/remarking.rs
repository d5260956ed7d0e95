//! Marking kept answers again, after the mark scheme of a quiz was mended.
//!
//! Nothing is marked again by itself: what an answer earned is what its events say. Here a teacher
//! sees which marks today's scheme would change, and has it done; each change is an event of its
//! own with the scheme and the reason. A person's judgement stays.

use jiff::Timestamp;
use sourcework_core::attempt::{
    Action, Attempt, Command, Earned, Event, Phase, Refusal, Which, decide,
};
use sourcework_core::identity::StudentKey;
use sourcework_core::marking::written::{Finding, Scheme};
use sourcework_core::paper::Paper;
use sourcework_core::record::{AttemptNumber, Stored, write_events};

use crate::error::ServiceError;
use crate::papers;
use crate::store::{self, Appended, Batch, LeftOut, Store, StoreError};

/// A mark that today's scheme would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose attempt it is.
    pub student: StudentKey,
    /// The attempt.
    pub attempt: AttemptNumber,
    /// The question, as the attempt names it.
    pub question: String,
    /// Whether it is the second answer.
    pub again: bool,
    /// The mark as it stands.
    pub old: Option<Earned>,
    /// What today's scheme gives.
    pub new: Earned,
    /// The words of a written answer that earn marks today.
    pub words: Vec<String>,
}

/// What marking a quiz again would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarking {
    /// The marks that would change.
    pub changes: Vec<Change>,
    /// Answers that were looked at.
    pub answers: usize,
    /// Answers that a person has marked; they stay.
    pub by_person: usize,
    /// Answers to questions that ask something else today, or are gone; they stay.
    pub other_questions: usize,
    /// The attempts that are damaged; they stay.
    pub left_out: Vec<LeftOut>,
    /// The events that make the changes, by attempt.
    batches: Vec<Batch>,
}

/// Looks at all finished attempts, of everybody, for answers to questions of this quiz. `paper` is
/// the quiz of today. Nothing is changed until [`Remarking::keep`].
///
/// # Errors
///
/// Where the record could not be read.
pub fn remark(
    store: &dyn Store,
    paper: &Paper,
    reason: &str,
    now: Timestamp,
) -> Result<Remarking, ServiceError> {
    let mut remarking = Remarking::default();
    for student in store.students()? {
        let attempts = store.latest(&student, None, usize::MAX)?;
        for attempt in attempts.into_iter().rev() {
            match store::stored_or_left_out(store, &student, attempt)? {
                Ok(stored) => {
                    remarking.look_at(&student, attempt, &stored, paper, reason, now)?;
                }
                Err(damaged) => remarking.left_out.push(damaged),
            }
        }
    }
    Ok(remarking)
}

impl Remarking {
    fn look_at(
        &mut self,
        student: &StudentKey,
        number: AttemptNumber,
        stored: &Stored,
        today: &Paper,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let Some(mut attempt) = Attempt::fold(&stored.events) else {
            return Ok(());
        };
        if attempt.phase != Phase::Finished {
            return Ok(());
        }
        let mut events: Vec<Event> = Vec::new();
        for (which, question) in answers(&attempt, &today.quiz.id) {
            self.answers += 1;
            let old = attempt.items[which.place].given(which.again);
            let old = old.and_then(|given| given.mark);
            let Some(paper) = paper_naming(today, &question) else {
                self.other_questions += 1;
                continue;
            };
            let command = Command::Remark {
                which,
                reason: reason.to_owned(),
            };
            let decided = match decide(&paper, &attempt, command, now) {
                Ok(decided) => decided,
                Err(Refusal::MarkedByPerson) => {
                    self.by_person += 1;
                    continue;
                }
                Err(Refusal::OtherQuestion | Refusal::OtherQuiz) => {
                    self.other_questions += 1;
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            for event in decided {
                if let Action::Remarked { earned, .. } = event.action {
                    self.changes.push(Change {
                        student: student.clone(),
                        attempt: number,
                        words: words(&paper, &attempt, which),
                        question: question.clone(),
                        again: which.again,
                        old,
                        new: earned,
                    });
                }
                attempt.apply(&event);
                events.push(event);
            }
        }
        if !events.is_empty() {
            let seq = u32::try_from(stored.events.len()).map_err(|_| StoreError::Overtaken)?;
            self.batches.push(Batch {
                student: student.clone(),
                attempt: stored.head.attempt,
                quiz: attempt.quiz.clone(),
                texts: Vec::new(),
                events: write_events(&stored.head, seq, stored.checksum, &events),
                ends_draft: None,
            });
        }
        Ok(())
    }

    /// Keeps the changes: all of them in one transaction.
    ///
    /// # Errors
    ///
    /// Where the record could not be written, and [`StoreError::Overtaken`] where an attempt has
    /// changed since it was looked at; the others are kept then.
    pub fn keep(&self, store: &dyn Store) -> Result<(), ServiceError> {
        let appended = store.append(&self.batches)?;
        if appended.contains(&Appended::Overtaken) {
            return Err(StoreError::Overtaken.into());
        }
        Ok(())
    }
}

/// The answers of an attempt to questions of a quiz, with the names of the questions.
fn answers(attempt: &Attempt, quiz: &str) -> Vec<(Which, String)> {
    let mut found = Vec::new();
    for (place, item) in attempt.items.iter().enumerate() {
        let name = &item.presented.question;
        let of_quiz = match name.split_once('/') {
            Some((home, _)) => home == quiz,
            None => attempt.quiz == quiz,
        };
        for again in [false, true] {
            if of_quiz && item.given(again).is_some() {
                found.push((Which { place, again }, name.clone()));
            }
        }
    }
    found
}

/// The paper of today with the question under the name that an attempt has for it: attempts at
/// questions of several quizzes name them `quiz/question`. `None` where the question is gone.
fn paper_naming<'p>(today: &'p Paper, name: &str) -> Option<std::borrow::Cow<'p, Paper>> {
    let Some((_, question)) = name.split_once('/') else {
        today.quiz.question(name)?;
        return Some(std::borrow::Cow::Borrowed(today));
    };
    let (place, _) = today.quiz.question(question)?;
    let papers = std::slice::from_ref(today);
    Some(std::borrow::Cow::Owned(Paper::compose(
        &today.quiz.id,
        papers::TITLE_OF_SEVERAL,
        papers,
        &[(0, place)],
    )))
}

/// The words of a written answer that earn marks by the scheme of a paper.
fn words(paper: &Paper, attempt: &Attempt, which: Which) -> Vec<String> {
    let item = &attempt.items[which.place];
    let found = || {
        let given = item.given(which.again)?;
        let (_, question) = paper.quiz.question(&item.presented.question)?;
        let scheme = Scheme::new(&paper.quiz, question, &paper.sources)?;
        let sourcework_core::marking::Answer::Text(text) = &given.answer else {
            return None;
        };
        let marked = scheme.mark(&given.answer)?;
        let made = marked.findings.iter();
        let made = made.filter(|it| it.finding == Finding::Made);
        let spans = made.flat_map(|it| it.spans.clone());
        let words = spans.map(|span| text[span].to_owned());
        Some(words.collect())
    };
    found().unwrap_or_default()
}
