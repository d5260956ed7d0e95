//! What a student has done: attempts, and what of them has changed in the library since.

use std::collections::HashMap;

use sourcework_core::attempt::{Action, Presented};
use sourcework_core::identity::{ContentHash, StudentKey};
use sourcework_core::paper::Paper;
use sourcework_core::record::{AttemptNumber, Outcome, Stored};

use crate::error::ServiceError;
use crate::library::Library;
use crate::store::{self, LeftOut, Readable, Store};

/// The questions as the library has them now, to tell which have changed.
pub struct LibraryNow {
    library: Option<Library>,
    papers: HashMap<String, Option<Paper>>,
}

impl LibraryNow {
    /// Asks a library; without one, every question counts as gone.
    pub fn new(library: Option<Library>) -> Self {
        Self {
            library,
            papers: HashMap::new(),
        }
    }

    /// The paper of a quiz; `None` where it is gone or has errors.
    pub fn paper(&mut self, quiz: &str) -> Option<&Paper> {
        let library = self.library.as_ref();
        let paper = self.papers.entry(quiz.to_owned());
        paper.or_insert_with(|| library?.paper(quiz).ok()).as_ref()
    }

    /// The questions of an attempt that are not what they were, or are gone.
    pub fn changed(&mut self, stored: &Stored) -> Vec<String> {
        let Some(Action::Opened(opened)) = stored.events.first().map(|event| &event.action) else {
            return Vec::new();
        };
        let mut changed = |it: &&Presented| {
            let (quiz, question) = it
                .question
                .split_once('/')
                .unwrap_or((&opened.quiz, &it.question));
            self.content(quiz, question) != Some(it.content)
        };
        let items = opened.items.iter().filter(|it| changed(it));
        items.map(|it| it.question.clone()).collect()
    }

    fn content(&mut self, quiz: &str, question: &str) -> Option<ContentHash> {
        let paper = self.paper(quiz)?;
        let (_, question) = paper.quiz.question(question)?;
        Some(paper.quiz.question_hash(question, &paper.sources))
    }
}

/// The latest attempts, latest first, each with how many of its questions have changed since; and
/// those that are damaged.
///
/// # Errors
///
/// Where the record could not be read.
pub fn latest(
    store: &dyn Store,
    student: &StudentKey,
    quiz: Option<&str>,
    most: usize,
    now: &mut LibraryNow,
) -> Result<Readable<Vec<(Outcome, usize)>>, ServiceError> {
    let attempts = store.latest(student, quiz, most)?;
    let Readable {
        found: outcomes,
        mut left_out,
    } = store::outcomes(store, student, &attempts)?;
    let mut found = Vec::new();
    for outcome in outcomes {
        let attempt = outcome.attempt;
        match store::stored(store, student, attempt) {
            Ok(Some(stored)) => found.push((outcome, now.changed(&stored).len())),
            Ok(None) => {} // it has just been erased
            Err(error) => {
                let why = store::damage_of(error)?;
                left_out.push(LeftOut::damaged(attempt, why));
            }
        }
    }
    Ok(Readable { found, left_out })
}

/// What an attempt has come to.
///
/// # Errors
///
/// Where there is no such attempt, or it cannot be read.
pub fn outcome(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Outcome, ServiceError> {
    let outcome = store::outcome(store, student, attempt)?;
    outcome.ok_or(ServiceError::NoSuchAttempt(attempt))
}
