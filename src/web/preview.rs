//! A quiz as its author looks at it. Nothing of it is kept.

use std::sync::Arc;

use super::app::{App, page};
use super::call::{Call, Problem, Reply};
use sourcework_core::attempt::{Command, Guess, Numbering, Session, View, Which};
use sourcework_core::diagnostic::Report;
use sourcework_core::identity::StudentKey;
use sourcework_core::marking::Answer;
use sourcework_core::paper::Paper;
use sourcework_html::pages::answer::of_fields;
use sourcework_html::pages::frame::Part;
use sourcework_html::pages::preview::{Question, broken, question};
use sourcework_service::library::{LibraryError, Shelf};
use sourcework_service::store::InMemory;
use sourcework_service::{Beginning, LiveAttempt};

/// The address of the first question.
pub const FIRST: &str = "/preview/1";

/// Shows a question.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    own(app, call, false)
}

/// Shows what an answer of the author would earn.
pub fn try_answer(app: &App, call: &Call) -> Result<Reply, Problem> {
    own(app, call, true)
}

/// The quiz that the program was opened to look at.
fn own(app: &App, call: &Call, is_tried: bool) -> Result<Reply, Problem> {
    let id = app.preview.as_deref().ok_or(Problem::NotFound)?;
    let looked = Looked {
        is_live: true,
        ..Looked::at(id, "/preview", call.number(0)?, is_tried)
    };
    preview(app, call, &looked)
}

/// Which question of which quiz is looked at.
pub struct Looked<'a> {
    quiz: &'a str,
    /// The address of the questions, without their number.
    address: &'a str,
    /// The number of the question, from 1.
    number: usize,
    /// Whether an answer is tried.
    is_tried: bool,
    /// Whether the page follows the files of the library.
    is_live: bool,
}

impl<'a> Looked<'a> {
    /// A question by its number, from 1, at an address without its number.
    pub fn at(quiz: &'a str, address: &'a str, number: usize, is_tried: bool) -> Self {
        Self {
            quiz,
            address,
            number,
            is_tried,
            is_live: false,
        }
    }
}

/// What changes when a file of the library is saved.
pub fn version(app: &App, _: &Call) -> Result<Reply, Problem> {
    Ok(Reply::Text(app.library.version()))
}

/// Shows a question with its key beside it, and what an answer would earn that is tried.
pub fn preview(app: &App, call: &Call, looked: &Looked<'_>) -> Result<Reply, Problem> {
    let (id, is_tried) = (looked.quiz, looked.is_tried);
    let version = app.library.version();
    let paper = match app.library.paper(id) {
        Ok(paper) => paper,
        Err(LibraryError::Content(reports)) => {
            let body = broken(&reports, &version);
            return Ok(page("Preview", Part::None, &call.look, &body));
        }
        Err(error) => return Err(error.into()),
    };
    let place = looked.number.checked_sub(1).ok_or(Problem::NotFound)?;
    let stems: Vec<String> = paper
        .quiz
        .questions
        .iter()
        .map(|it| it.stem.to_string())
        .collect();
    if place >= stems.len() {
        return Ok(Reply::SeeOther(format!("{}/1", looked.address)));
    }
    let now = (app.now)();
    let session = session_at(Arc::new(paper), place, now)?;
    let View::Question(view) = session.current(now) else {
        return Err(Problem::NotFound);
    };
    let asked = session.question(place);
    let answer = match is_tried {
        true => of_fields(&view.task, &call.form),
        false => Answer::blank(&asked.body),
    };
    let mut answered = session.clone();
    let command = Command::Answer {
        place,
        answer: answer.clone(),
        numbering: Numbering::Presented,
        certainty: None,
    };
    // What is refused earns nothing that could be shown.
    let _ = answered.step(command, now);
    let which = Which {
        place,
        again: false,
    };
    // An answer that waits for a person is told about as one that was left to a teacher.
    if answered.attempt().to_judge() == Some(which) {
        let _ = answered.step(Command::LeaveUnjudged { which }, now);
    }
    let told = answered.feedback(place);
    let judging = answered.judging(which, now);
    let body = question(
        &Question {
            view: &view,
            told: told.as_ref(),
            judging: judging.as_ref(),
            tried: is_tried.then_some(answer),
            hint: asked.hint.as_ref().map(|hint| hint.as_str()),
            id: &asked.id,
        },
        looked.address,
        &stems,
        &reports(app, id),
        looked.is_live.then_some(version.as_str()),
    );
    Ok(page(
        &format!("Preview of {}", asked.id.as_str()),
        Part::Attempt,
        &call.look,
        &body,
    ))
}

/// An attempt at a paper that stands at a question.
pub fn session_at(
    paper: Arc<Paper>,
    place: usize,
    now: jiff::Timestamp,
) -> Result<Session, Problem> {
    let store = InMemory::default();
    // Always the same order, so that a saved change is all that changes.
    let beginning = Beginning {
        seed: Some(1),
        ..Beginning::default()
    };
    let student = StudentKey::default();
    let begun = LiveAttempt::begin(&store, &student, paper, &beginning, now)?;
    let mut session = begun.session().clone();
    turn_to(&mut session, place, now);
    Ok(session)
}

/// Passes the questions before a place, and what is asked about its heading.
fn turn_to(session: &mut Session, place: usize, now: jiff::Timestamp) {
    loop {
        let command = match session.current(now) {
            View::Commit(head) => Command::Commit {
                place: head.place,
                guess: Guess::default(),
            },
            View::Question(view) if view.head.place < place => Command::Skip {
                place: view.head.place,
            },
            _ => return,
        };
        if session.step(command, now).is_err() {
            return;
        }
    }
}

/// What `check` says about the quiz; nothing of a quiz that has no file.
fn reports(app: &App, id: &str) -> Vec<Report> {
    if app.library.folder().is_none() {
        return Vec::new();
    }
    let checked = app
        .library
        .check_path(&app.library.path(Shelf::Quizzes, id));
    checked.map_or(Vec::new(), |checked| {
        let faulty = checked
            .reports
            .iter()
            .filter(|report| !report.diagnostics.is_empty());
        faulty.cloned().collect()
    })
}
