//! Attempts and their papers, from what the record has kept of them.

use sourcework_core::attempt::{Action, Mode};
use sourcework_core::identity::StudentKey;
use sourcework_core::paper::{FileKind, Paper, PaperFile};
use sourcework_core::record::{AttemptNumber, Outcome, Stored};

use crate::error::ServiceError;
use crate::store::{self, Readable, Store, StoreError};

/// What an attempt at questions of several quizzes is called.
pub const TITLE_OF_SEVERAL: &str = "Revision";

/// An attempt of the record, with its events.
///
/// # Errors
///
/// Where there is no such attempt, or it cannot be read.
pub fn stored(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Stored, ServiceError> {
    let stored = store::stored(store, student, attempt)?;
    stored.ok_or(ServiceError::NoSuchAttempt(attempt))
}

/// The paper of an attempt, from the files that were kept with it.
///
/// # Errors
///
/// Where a file is missing from the record or cannot be read.
pub fn paper(
    store: &dyn Store,
    stored: &Stored,
    attempt: AttemptNumber,
) -> Result<Paper, ServiceError> {
    let missing = |what: String| ServiceError::Missing { attempt, what };
    let mut quizzes = Vec::new();
    let mut sources = Vec::new();
    for file in &stored.head.files {
        let text =
            store
                .text(&stored.head.student.school, file.text)
                .map_err(|error| match error {
                    StoreError::TextDamaged(_) => ServiceError::FileDamaged {
                        attempt,
                        file: file.id.clone(),
                    },
                    other => other.into(),
                })?;
        let text = text.ok_or_else(|| missing(format!("the file `{}`", file.id)))?;
        let files = match file.kind {
            FileKind::Quiz => &mut quizzes,
            FileKind::Source | FileKind::Points => &mut sources,
        };
        files.push(PaperFile {
            kind: file.kind,
            id: file.id.clone(),
            text: text.text.into(),
        });
    }
    let unreadable = || missing("a readable quiz".to_owned());
    let paper = |quiz: PaperFile| {
        let files = std::iter::once(quiz).chain(sources.iter().cloned());
        Paper::of_files(files.collect()).ok_or_else(unreadable)
    };
    let papers: Vec<Paper> = quizzes.into_iter().map(paper).collect::<Result<_, _>>()?;
    let Some(Action::Opened(opened)) = stored.events.first().map(|event| &event.action) else {
        return Err(unreadable());
    };
    if !is_composed(stored) {
        return papers.into_iter().next().ok_or_else(unreadable);
    }
    let names: Vec<&str> = opened.items.iter().map(|it| it.question.as_str()).collect();
    compose(&opened.quiz, &papers, &names).ok_or_else(unreadable)
}

/// Whether an attempt asks questions that were picked from quizzes, as revision does, and not those of one quiz.
pub(crate) fn is_composed(stored: &Stored) -> bool {
    match stored.events.first().map(|event| &event.action) {
        Some(Action::Opened(opened)) => opened.items.iter().any(|it| it.question.contains('/')),
        _ => false,
    }
}

/// A paper of questions of several, by their names `quiz/question`; `None` where one is not there.
pub fn compose(id: &str, papers: &[Paper], names: &[&str]) -> Option<Paper> {
    let pick = |name: &&str| {
        let (quiz, question) = name.split_once('/')?;
        let paper = papers.iter().position(|paper| paper.quiz.id == quiz)?;
        Some((paper, papers[paper].quiz.question(question)?.0))
    };
    let picks: Option<Vec<_>> = names.iter().map(pick).collect();
    Some(Paper::compose(id, TITLE_OF_SEVERAL, papers, &picks?))
}

/// The latest attempt at a quiz, in that mode, that was broken off, and the attempts that may have
/// been one and are damaged.
///
/// # Errors
///
/// Where the record could not be read.
pub fn unfinished(
    store: &dyn Store,
    student: &StudentKey,
    quiz: &str,
    mode: Mode,
) -> Result<Readable<Option<Outcome>>, ServiceError> {
    let open = store::outcomes(store, student, &store.open_attempts(student)?)?;
    let of_quiz = |it: &Outcome| it.quiz == quiz && it.mode == mode;
    Ok(Readable {
        found: open.found.into_iter().rfind(of_quiz),
        left_out: open.left_out,
    })
}

/// The latest unfinished attempt.
///
/// # Errors
///
/// Where the record could not be read.
pub fn latest_unfinished(
    store: &dyn Store,
    student: &StudentKey,
) -> Result<Option<AttemptNumber>, ServiceError> {
    Ok(store.open_attempts(student)?.last().copied())
}
