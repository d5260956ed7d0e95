//! `sourcework` alone: a menu of what was begun, of revision, and of the library's quizzes.

use std::sync::Arc;

use jiff::civil::Date;

use super::clock::today;
use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::settings::{ExamDate, exam_date};
use super::sitting::{Face, read_on_screen, with_prompt};
use super::take::ModeArg;
use super::{Ending, Failure, history, list, open, progress, resume, revise, take};
use crate::screen;
use crate::screen::pages::{self, Entry};
use crate::terminal::{Halt, Line, Reply, visible};
use sourcework_core::present::block;
use sourcework_core::record::Outcome;
use sourcework_core::record::{AttemptNumber, Day};
use sourcework_core::words::date;
use sourcework_service::library::{Library, LibraryError, QuizEntry};
use sourcework_service::revising::REVISION;
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::store;

/// How many unfinished attempts are offered.
const OFFERED: usize = 3;

/// What can be chosen.
#[derive(Clone)]
enum Choice {
    GoOn(AttemptNumber),
    Revise,
    Progress,
    History,
    ExamDate,
    Browser,
    Take(String, ModeArg),
    /// A quiz with errors.
    Broken(String),
    Leave,
}

impl Choice {
    /// A quiz taken in the mode of that place in the list of modes.
    fn in_mode(&self, place: usize) -> Self {
        match self {
            Self::Take(id, _) if place > 0 => Self::Take(id.clone(), ModeArg::Exam),
            choice => choice.clone(),
        }
    }
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
        let settings = Settings::of(record.store(), &record.student, today())?;
        let exam = settings.exam.map(Day::date);
        let offered = offered(&entries, &begun(&record)?, has_attempts(&record)?, exam);
        let on_screen = !face.plain && screen::is_usable();
        let asked = match on_screen {
            true => choose_on_screen(&offered),
            false => choose_by_lines(&entries, &offered, face, output),
        };
        let chosen = match asked {
            Ok(chosen) => chosen,
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Interrupted | Halt::EndOfInput) => return Ok(Ending::Interrupted),
            Err(Halt::Left) => Choice::Leave,
        };
        let ended = match chosen {
            Choice::Leave => return Ok(Ending::Fine),
            Choice::GoOn(attempt) => resume::go_on(&record, attempt, face, output)?,
            Choice::Revise => revise::from_menu(&record, &library, face, output)?,
            Choice::Progress if on_screen => {
                let progress = progress::of_student(&record, &library)?;
                read_on_screen("Your progress", &progress::blocks(&progress))?
            }
            Choice::Progress => progress::run(&progress::Args::of_menu(), &find, setup, output)?,
            Choice::History if on_screen => {
                read_on_screen("What you have done", &history::blocks(&record, &library)?)?
            }
            Choice::History => history::run(&history::Args::of_menu(), &find, setup, output)?,
            Choice::ExamDate => set_exam_date(&record, face, output)?,
            Choice::Browser => {
                drop(record);
                return open::run(&open::Args::default(), find, setup, output);
            }
            Choice::Take(id, mode) => {
                let args = take::Args::of_menu(&id, mode);
                let paper = Arc::new(library.paper(&id)?);
                take::one(&record, &paper, &args, face, output)?
            }
            Choice::Broken(id) => say_broken(&id, on_screen, output)?,
        };
        if ended == Ending::Interrupted {
            return Ok(ended);
        }
        if on_screen {
            // What the commands have printed follows when the screen is closed.
            continue;
        }
        output.flush()?;
        // The menu would push what has just been shown off the screen.
        let paused = with_prompt(face, output.columns, |prompt| prompt.pause(&[]).map(drop));
        if let Err(Halt::Interrupted | Halt::EndOfInput) = paused {
            return Ok(Ending::Interrupted);
        }
        output.line("")?;
    }
}

/// Says that a quiz has errors.
fn say_broken(id: &str, on_screen: bool, output: &mut Output) -> Result<Ending, Failure> {
    let id = visible(id);
    let message =
        format!("This quiz has errors and cannot be taken. `sourcework check {id}` says which.");
    if on_screen {
        return read_on_screen("A quiz with errors", &[block::plain(message)]);
    }
    output.line(&message)?;
    Ok(Ending::Fine)
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

/// What is offered, each with its line in the menu. `exam` is the day of the exam.
fn offered(
    entries: &[QuizEntry],
    begun: &[Outcome],
    revised: bool,
    exam: Option<Date>,
) -> Vec<(Entry, Choice)> {
    let mut offered: Vec<(Entry, Choice)> = Vec::new();
    let mut offer = |text: String, about: &str, choice| {
        let about = about.to_owned();
        offered.push((Entry { text, about }, choice));
    };
    for open in begun {
        offer(described(open, entries), "", Choice::GoOn(open.attempt));
    }
    if revised {
        let about = "Questions that you would soon forget, the most urgent first.";
        offer("Revise what is due today".to_owned(), about, Choice::Revise);
    }
    for entry in entries {
        match &entry.head {
            Some(head) => {
                let about = head.description.as_ref().map_or("", |it| it.as_str());
                let choice = Choice::Take(entry.id.clone(), ModeArg::Practice);
                offer(list::described(entry), about, choice);
            }
            None => {
                let line = format!("{} {}", visible(&entry.id), list::described(entry));
                offer(line, "", Choice::Broken(entry.id.clone()));
            }
        }
    }
    if revised {
        offer("Show my progress".to_owned(), "", Choice::Progress);
        offer("Show what I have done".to_owned(), "", Choice::History);
    }
    let day = exam.map_or(String::new(), |day| format!(" (now {})", date(day)));
    offer(
        format!("Set the day of the exam{day}"),
        "",
        Choice::ExamDate,
    );
    let browser = "The same quizzes and the same record, as pages.";
    offer("Open in the browser".to_owned(), browser, Choice::Browser);
    offer("Leave".to_owned(), "", Choice::Leave);
    offered
}

const MODES: [&str; 2] = [
    "Practice: feedback after each question",
    "Exam: nothing is revealed until the end",
];

fn choose_on_screen(offered: &[(Entry, Choice)]) -> Result<Choice, Halt> {
    let entries: Vec<Entry> = offered.iter().map(|(entry, _)| entry.clone()).collect();
    let modes = MODES.map(|mode| Entry {
        text: mode.to_owned(),
        about: String::new(),
    });
    loop {
        let Some(place) =
            pages::choose("sourcework: quizzes on primary sources", &entries, "leaves")?
        else {
            return Ok(Choice::Leave);
        };
        let (entry, choice) = &offered[place];
        if !matches!(choice, Choice::Take(..)) {
            return Ok(choice.clone());
        }
        if let Some(mode) = pages::choose(&entry.text, &modes, "back")? {
            return Ok(choice.in_mode(mode));
        }
    }
}

fn choose_by_lines(
    entries: &[QuizEntry],
    offered: &[(Entry, Choice)],
    face: Face,
    output: &mut Output,
) -> Result<Choice, Halt> {
    let items: Vec<String> = offered
        .iter()
        .map(|(entry, _)| entry.text.clone())
        .collect();
    let mut chosen = Choice::Leave;
    with_prompt(face, output.columns, |prompt| {
        print_quizzes(entries, output)?;
        loop {
            let Some(place) = prompt.choose("Choose what to do", &items)? else {
                return Ok(());
            };
            let choice = &offered[place].1;
            if !matches!(choice, Choice::Take(..)) {
                chosen = choice.clone();
                return Ok(());
            }
            if let Some(mode) =
                prompt.choose("Choose practice or exam", &MODES.map(str::to_owned))?
            {
                chosen = choice.in_mode(mode);
                return Ok(());
            }
        }
    })?;
    Ok(chosen)
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

/// Asks for the day of the exam until it is one, or nothing is typed.
fn set_exam_date(record: &OpenRecord, face: Face, output: &mut Output) -> Result<Ending, Failure> {
    const QUESTION: &str = "The day of the exam, such as 20/5/2027, or `none`: ";
    let mut typed = None;
    output.flush()?;
    let on_screen = !face.plain && screen::is_usable();
    let mut why_not = String::new();
    let mut take = |text: Option<String>| {
        let text = text.filter(|text| !text.trim().is_empty());
        match text.map(|text| exam_date(text.trim())) {
            None => None,
            Some(Ok(ExamDate::On(day))) if Day::of_date(day) < today() => {
                Some("That day has passed. Please write a later one, or `none`.".to_owned())
            }
            Some(Ok(date)) => {
                typed = Some(date);
                None
            }
            Some(Err(why)) => Some(format!("Please {why}.")),
        }
    };
    let asked = if on_screen {
        loop {
            match pages::ask("The day of the exam", QUESTION, &why_not) {
                Ok(text) => match take(text) {
                    Some(why) => why_not = why,
                    None => break Ok(Ending::Fine),
                },
                Err(halt) => break Err(halt),
            }
        }
    } else {
        with_prompt(face, output.columns, |prompt| {
            let mut question = QUESTION.to_owned();
            loop {
                let line = Line {
                    prompt: &question,
                    ..Line::default()
                };
                let text = match prompt.line(line)? {
                    Reply::Text(text) => Some(text),
                    _ => None,
                };
                match take(text) {
                    Some(why) => question = format!("{why} {QUESTION}"),
                    None => return Ok(()),
                }
            }
        })
    };
    match (asked, typed) {
        (Err(Halt::Io(error)), _) => return Err(error.into()),
        (_, Some(exam)) => {
            let setting = Setting::Exam(exam.date());
            Settings::set(record.store(), &record.student, &setting)?;
            // On the screen the menu shows it.
            if !on_screen {
                output.line(&match exam.date() {
                    Some(day) => format!("The exam is on {}.", date(day)),
                    None => "The exam date is removed.".to_owned(),
                })?;
            }
        }
        (_, None) if on_screen => {}
        (_, None) => output.line("Nothing was changed.")?,
    }
    Ok(Ending::Fine)
}

/// An attempt to go on with. A quiz is called by its title where the library has it.
fn described(open: &Outcome, entries: &[QuizEntry]) -> String {
    let heads = entries.iter().filter(|entry| entry.id == open.quiz);
    let title = heads.filter_map(|entry| entry.head.as_ref()).next();
    let name = match title {
        _ if open.quiz == REVISION => "your revision".into(),
        Some(head) => visible(&head.title),
        None => visible(&open.quiz),
    };
    format!(
        "Go on with {name} ({} of {} answered, {})",
        open.answered,
        open.questions,
        date(open.day.date())
    )
}
