//! `sourcework` alone: a menu of what was begun, of revision, and of the library's quizzes.

use std::sync::Arc;

use super::output::Output;
use super::recording::{OpenRecord, Setup};
use super::sitting::with_prompt;
use super::take::ModeArg;
use super::{Ending, Failure, list, resume, revise, take};
use crate::terminal::{Halt, Prompt, visible};
use sourcework_core::record::AttemptNumber;
use sourcework_core::record::Outcome;
use sourcework_service::library::{Library, QuizEntry};
use sourcework_service::store;

/// How many attempts that were broken off are offered.
const OFFERED: usize = 3;

/// What can be chosen.
enum Choice {
    GoOn(AttemptNumber),
    Revise,
    Take(String, ModeArg),
}

pub fn run(library: &Library, setup: &Setup, output: &mut Output) -> Result<Ending, Failure> {
    let face = setup.face(false);
    let record = setup.recording.open_to_answer(face, output)?;
    loop {
        let entries: Vec<QuizEntry> = library
            .quizzes()?
            .into_iter()
            .filter(|entry| entry.head.is_some())
            .collect();
        if entries.is_empty() {
            let message = "the library has no quiz; `sourcework new quiz NAME` begins one";
            return Err(Failure::Usage(message.to_owned()));
        }
        let begun = begun(&record)?;
        let revised = record.store().count(&record.student)?.0 > 0;
        let mut chosen = None;
        let columns = output.columns;
        let asked = with_prompt(face, columns, |prompt| {
            chosen = choose(&entries, &begun, revised, prompt, output)?;
            Ok(())
        });
        match asked {
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Interrupted | Halt::EndOfInput) => return Ok(Ending::Interrupted),
            Err(Halt::Left) | Ok(_) => {}
        }
        let ended = match chosen {
            None => return Ok(Ending::Fine),
            Some(Choice::GoOn(attempt)) => resume::go_on(&record, attempt, face, output)?,
            Some(Choice::Revise) => revise::from_menu(&record, library, face, output)?,
            Some(Choice::Take(id, mode)) => {
                let args = take::Args::of_menu(&id, mode);
                let paper = Arc::new(library.paper(&id)?);
                take::one(&record, &paper, &args, face, output)?
            }
        };
        if ended == Ending::Interrupted {
            return Ok(ended);
        }
        output.line("")?;
    }
}

/// The latest attempts that were broken off, the latest first.
fn begun(record: &OpenRecord) -> Result<Vec<Outcome>, Failure> {
    let (store, student) = (record.store(), &record.student);
    let open = store.open_attempts(student)?;
    let latest: Vec<AttemptNumber> = open.into_iter().rev().take(OFFERED).collect();
    Ok(store::outcomes(store, student, &latest)?)
}

/// What to do next; `None` to leave.
fn choose(
    entries: &[QuizEntry],
    begun: &[Outcome],
    revised: bool,
    prompt: &mut dyn Prompt,
    output: &mut Output,
) -> Result<Option<Choice>, Halt> {
    let mut page = output.page();
    page.text("sourcework: quizzes on primary sources")?;
    page.blank()?;
    for entry in entries {
        let Some(head) = &entry.head else { continue };
        page.title(&visible(&head.title))?;
        if let Some(description) = &head.description {
            page.indented(&visible(description))?;
        }
    }
    page.blank()?;
    page.flush()?;
    let mut items: Vec<String> = begun.iter().map(described).collect();
    if revised {
        items.push("Revise what is due today".to_owned());
    }
    let quizzes_from = items.len();
    items.extend(entries.iter().map(list::described));
    items.push("Leave".to_owned());
    let modes = [
        "Practice: feedback after each question".to_owned(),
        "Exam: nothing is revealed until the end".to_owned(),
    ];
    loop {
        let Some(place) = prompt.choose("Choose what to do", &items)? else {
            return Ok(None);
        };
        if let Some(attempt) = begun.get(place) {
            return Ok(Some(Choice::GoOn(attempt.attempt)));
        }
        if place < quizzes_from {
            return Ok(Some(Choice::Revise));
        }
        let Some(entry) = entries.get(place - quizzes_from) else {
            return Ok(None);
        };
        let take = |mode| Ok(Some(Choice::Take(entry.id.clone(), mode)));
        match prompt.choose("Choose how", &modes)? {
            Some(0) => return take(ModeArg::Practice),
            Some(_) => return take(ModeArg::Exam),
            None => {} // back to the quizzes
        }
    }
}

fn described(open: &Outcome) -> String {
    format!(
        "Go on with {}: {} of {} answered on {}",
        open.quiz, open.answered, open.questions, open.day
    )
}
