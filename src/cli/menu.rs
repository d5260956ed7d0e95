//! `sourcework` alone: a menu of what was begun, of revision, and of the library's quizzes.

use std::sync::Arc;

use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::settings::exam_date;
use super::sitting::{Face, with_prompt};
use super::take::ModeArg;
use super::{Ending, Failure, history, list, progress, resume, revise, take};
use crate::terminal::{Halt, Line, Prompt, Reply, visible};
use sourcework_core::record::AttemptNumber;
use sourcework_core::record::Outcome;
use sourcework_service::library::{Library, LibraryError, QuizEntry};
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::store;

/// How many unfinished attempts are offered.
const OFFERED: usize = 3;

/// What can be chosen.
enum Choice {
    GoOn(AttemptNumber),
    Revise,
    Progress,
    History,
    ExamDate,
    Take(String, ModeArg),
    /// A quiz with errors.
    Broken(String),
    Leave,
}

pub fn run(
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let face = setup.face(false);
    let library = find()?;
    let record = setup.recording.open_to_answer(face, output)?;
    loop {
        let entries = library.quizzes()?;
        if entries.is_empty() {
            let message = "the library has no quiz; `sourcework new quiz NAME` begins one";
            return Err(Failure::Usage(message.to_owned()));
        }
        let offered = offered(&entries, &begun(&record)?, has_attempts(&record)?);
        let mut chosen = Choice::Leave;
        let columns = output.columns;
        let asked = with_prompt(face, columns, |prompt| {
            print_quizzes(&entries, output)?;
            chosen = choose(offered, prompt)?;
            Ok(())
        });
        match asked {
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Interrupted | Halt::EndOfInput) => return Ok(Ending::Interrupted),
            Err(Halt::Left) | Ok(_) => {}
        }
        let ended = match chosen {
            Choice::Leave => return Ok(Ending::Fine),
            Choice::GoOn(attempt) => resume::go_on(&record, attempt, face, output)?,
            Choice::Revise => revise::from_menu(&record, &library, face, output)?,
            Choice::Progress => progress::run(&progress::Args::of_menu(), &find, setup, output)?,
            Choice::History => history::run(&history::Args::of_menu(), &find, setup, output)?,
            Choice::ExamDate => set_exam_date(&record, face, output)?,
            Choice::Take(id, mode) => {
                let args = take::Args::of_menu(&id, mode);
                let paper = Arc::new(library.paper(&id)?);
                take::one(&record, &paper, &args, face, output)?
            }
            Choice::Broken(id) => {
                output.line(&format!(
                    "`{}` has errors; `sourcework check` says which.",
                    visible(&id)
                ))?;
                Ending::Fine
            }
        };
        if ended == Ending::Interrupted {
            return Ok(ended);
        }
        // The menu would push what has just been shown off the screen.
        output.flush()?;
        let paused = with_prompt(face, columns, |prompt| prompt.pause(&[]).map(drop));
        if let Err(Halt::Interrupted | Halt::EndOfInput) = paused {
            return Ok(Ending::Interrupted);
        }
        output.line("")?;
    }
}

/// The latest unfinished attempts, the latest first.
fn begun(record: &OpenRecord) -> Result<Vec<Outcome>, Failure> {
    let (store, student) = (record.store(), &record.student);
    let open = store.open_attempts(student)?;
    let latest: Vec<AttemptNumber> = open.into_iter().rev().take(OFFERED).collect();
    let begun = store::outcomes(store, student, &latest)?;
    warn(&begun.left_out)?;
    Ok(begun.found)
}

fn has_attempts(record: &OpenRecord) -> Result<bool, Failure> {
    Ok(record.store().count(&record.student)?.0 > 0)
}

/// What is offered, each with its line in the menu.
fn offered(entries: &[QuizEntry], begun: &[Outcome], revised: bool) -> Vec<(String, Choice)> {
    let go_on = |open: &Outcome| (described(open), Choice::GoOn(open.attempt));
    let mut offered: Vec<(String, Choice)> = begun.iter().map(go_on).collect();
    let mut offer = |line: &str, choice| offered.push((line.to_owned(), choice));
    if revised {
        offer("Revise what is due today", Choice::Revise);
    }
    for entry in entries {
        let choice = match entry.head {
            Some(_) => Choice::Take(entry.id.clone(), ModeArg::Practice),
            None => Choice::Broken(entry.id.clone()),
        };
        let line = match entry.head {
            Some(_) => list::described(entry),
            None => format!("{} {}", visible(&entry.id), list::described(entry)),
        };
        offer(&line, choice);
    }
    if revised {
        offer("Show my progress", Choice::Progress);
        offer("Show what I have done", Choice::History);
    }
    offer("Set the day of the exam", Choice::ExamDate);
    offer("Leave", Choice::Leave);
    offered
}

fn print_quizzes(entries: &[QuizEntry], output: &mut Output) -> Result<(), Halt> {
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
    Ok(page.flush()?)
}

/// What to do next.
fn choose(mut offered: Vec<(String, Choice)>, prompt: &mut dyn Prompt) -> Result<Choice, Halt> {
    let items: Vec<String> = offered.iter().map(|(line, _)| line.clone()).collect();
    let modes = [
        "Practice: feedback after each question".to_owned(),
        "Exam: nothing is revealed until the end".to_owned(),
    ];
    loop {
        let Some(place) = prompt.choose("Choose what to do", &items)? else {
            return Ok(Choice::Leave);
        };
        if !matches!(offered[place].1, Choice::Take(..)) {
            return Ok(offered.swap_remove(place).1);
        }
        let mode = match prompt.choose("Choose practice or exam", &modes)? {
            Some(0) => ModeArg::Practice,
            Some(_) => ModeArg::Exam,
            None => continue, // back to the quizzes
        };
        if let (_, Choice::Take(id, _)) = offered.swap_remove(place) {
            return Ok(Choice::Take(id, mode));
        }
    }
}

/// Asks for the day of the exam until it is one, or nothing is typed.
fn set_exam_date(record: &OpenRecord, face: Face, output: &mut Output) -> Result<Ending, Failure> {
    let mut typed = None;
    output.flush()?;
    let asked = with_prompt(face, output.columns, |prompt| {
        let mut question = "The day of the exam, such as 2027-05-20, or `none`: ".to_owned();
        loop {
            let line = Line {
                prompt: &question,
                ..Line::default()
            };
            match prompt.line(line)? {
                Reply::Text(text) if !text.trim().is_empty() => match exam_date(text.trim()) {
                    Ok(date) => {
                        typed = Some(date);
                        return Ok(());
                    }
                    Err(why) => question = format!("Please {why}: "),
                },
                _ => return Ok(()),
            }
        }
    });
    match (asked, typed) {
        (Err(Halt::Io(error)), _) => return Err(error.into()),
        (_, Some(exam)) => {
            let setting = Setting::Exam(exam.date());
            Settings::set(record.store(), &record.student, &setting)?;
            output.line(&match exam.date() {
                Some(date) => format!("The exam is on {date}."),
                None => "The exam date is removed.".to_owned(),
            })?;
        }
        (_, None) => output.line("Nothing was changed.")?,
    }
    Ok(Ending::Fine)
}

fn described(open: &Outcome) -> String {
    format!(
        "Go on with {}: {} of {} answered on {}",
        visible(&open.quiz),
        open.answered,
        open.questions,
        open.day
    )
}
