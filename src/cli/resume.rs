//! `sourcework resume`: goes on with an attempt that was broken off.

use std::io::IsTerminal;

use super::keeper::AttemptKeeper;
use super::output::Output;
use super::recording::Setup;
use super::sitting::{Face, ask, sit};
use super::{Ending, Failure, now};
use sourcework_core::record::{FileKind, Outcome, Stored};
use sourcework_core::session::{Action, Event, Mode, Session};
use sourcework_service::library::{Paper, PaperFile, Shelf};
use sourcework_service::store::{self, AttemptId, Store};

const EXAMPLES: &str = "Examples:
  sourcework resume          go on with the latest attempt that was broken off
  sourcework resume 12       go on with attempt 12; `sourcework history` lists them";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The number of the attempt [default: the latest that is not finished]
    pub attempt: Option<AttemptId>,
}

pub fn run(args: &Args, setup: &Setup, output: &mut Output) -> Result<Ending, Failure> {
    let mut store = setup.recording.open()?;
    let attempt = match args.attempt {
        Some(attempt) => attempt,
        None => {
            let open = store.open_attempts()?;
            *open
                .last()
                .ok_or_else(|| Failure::Usage("no attempt waits to be gone on with".to_owned()))?
        }
    };
    go_on(&mut *store, attempt, setup.face(false), output)
}

/// Goes on with an attempt, at the question where it stopped.
pub fn go_on(
    store: &mut dyn Store,
    attempt: AttemptId,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let stored = stored(store, attempt)?;
    let finished = |event: &Event| event.action == Action::Finished;
    if stored.events.iter().any(finished) {
        return Err(Failure::Usage(format!(
            "attempt {attempt} is finished; `sourcework history {attempt}` shows it"
        )));
    }
    let paper = paper(store, &stored, attempt)?;
    let mut session = session(&paper, &stored, attempt)?;
    let kept = stored.events.len();
    let quiz = &paper.quiz.id;
    let mut keeper = AttemptKeeper::going_on(store, attempt, kept, quiz);
    sit(&mut session, &mut keeper, face, output)
}

/// An attempt of the record, with its events.
pub fn stored(store: &dyn Store, attempt: AttemptId) -> Result<Stored, Failure> {
    store::stored(store, attempt)?.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no attempt {attempt}; `sourcework history` lists them"
        ))
    })
}

/// The session of an attempt, as it stood after its last event.
pub fn session<'p>(
    paper: &'p Paper,
    stored: &Stored,
    attempt: AttemptId,
) -> Result<Session<'p>, Failure> {
    Session::resume(&paper.quiz, &paper.sources, &stored.events).map_err(|error| {
        let message = format!("attempt {attempt} cannot be taken up again: {error}");
        Failure::World(message.into())
    })
}

/// The paper of an attempt, from the files that were kept with it.
pub fn paper(store: &dyn Store, stored: &Stored, attempt: AttemptId) -> Result<Paper, Failure> {
    let lost = |what: &str| {
        let message = format!("{what} of attempt {attempt} is missing from the record");
        Failure::World(message.into())
    };
    let mut quizzes = Vec::new();
    let mut sources = Vec::new();
    for file in &stored.head.files {
        let text = store.text(&file.text)?;
        let text = text.ok_or_else(|| lost(&format!("the file `{}`", file.id)))?;
        let (shelf, files) = match file.kind {
            FileKind::Quiz => (Shelf::Quizzes, &mut quizzes),
            FileKind::Source => (Shelf::Sources, &mut sources),
        };
        files.push(PaperFile {
            shelf,
            id: file.id.clone(),
            text: text.text.into(),
        });
    }
    let unreadable = || lost("a readable quiz");
    let paper = |quiz: PaperFile| {
        let files = std::iter::once(quiz).chain(sources.iter().cloned());
        Paper::of_files(files.collect()).ok_or_else(unreadable)
    };
    let papers: Vec<Paper> = quizzes.into_iter().map(paper).collect::<Result<_, _>>()?;
    let Some(Action::Opened(opened)) = stored.events.first().map(|event| &event.action) else {
        return Err(unreadable());
    };
    let of_several = opened.items.iter().any(|item| item.question.contains('/'));
    if !of_several {
        return papers.into_iter().next().ok_or_else(unreadable);
    }
    let pick = |question: &str| {
        let (quiz, question) = question.split_once('/')?;
        let paper = papers.iter().position(|paper| paper.quiz.id == quiz)?;
        Some((paper, papers[paper].quiz.question(question)?.0))
    };
    let picks: Option<Vec<_>> = opened.items.iter().map(|it| pick(&it.question)).collect();
    let picks = picks.ok_or_else(unreadable)?;
    Ok(Paper::compose(
        &opened.quiz,
        TITLE_OF_SEVERAL,
        &papers,
        &picks,
    ))
}

/// What an attempt at questions of several quizzes is called.
pub const TITLE_OF_SEVERAL: &str = "Revision";

/// The latest attempt at a quiz, in that mode, that was broken off.
pub fn unfinished(
    store: &dyn Store,
    quiz: &str,
    mode: impl Into<Mode>,
) -> Result<Option<Outcome>, Failure> {
    let mode = mode.into();
    let open = store::outcomes(store, &store.open_attempts()?)?;
    let of_quiz = |it: &Outcome| it.quiz == quiz && it.mode == mode;
    Ok(open.into_iter().rfind(of_quiz))
}

/// Asks whether to go on with an attempt; `None` where nobody is at a terminal to be asked.
pub fn wanted(open: &Outcome, face: Face, output: &mut Output) -> Result<Option<bool>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let question = format!(
        "You have begun this on {}: {} of {} answered. Go on with it (no closes it and begins anew)?",
        open.day, open.answered, open.questions
    );
    ask(face, output, &question)
}

/// Closes an attempt with what has been answered, because another begins.
pub fn close(store: &mut dyn Store, open: &Outcome) -> Result<(), Failure> {
    let seq = stored(store, open.attempt)?.events.len();
    let finished = Event {
        at: now(),
        action: Action::Finished,
    };
    let seq = u32::try_from(seq).unwrap_or(u32::MAX);
    Ok(store.append(open.attempt, seq, &[finished])?)
}
