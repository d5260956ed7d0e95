//! `sourcework history`: the attempts of the record, or one of them.

use serde_json::{Value, json};

use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::{Ending, Failure};
use crate::terminal;
use sourcework_core::attempt::{Mode, Score};
use sourcework_core::present::feedback::changes_of_mark;
use sourcework_core::present::summary;
use sourcework_core::record::{AttemptNumber, Outcome};
use sourcework_core::words::counted;
use sourcework_service::history::{self, LibraryNow};
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::results::result;
use sourcework_service::{LiveAttempt, papers};

const EXAMPLES: &str = "Examples:
  sourcework history                         your latest attempts
  sourcework history 12                      attempt 12, question by question
  sourcework history --quiz letter-4-exam --most 100
  sourcework history --format csv > attempts.csv";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The number of an attempt to show
    pub attempt: Option<AttemptNumber>,
    /// Only attempts at this quiz
    #[arg(long, value_name = "QUIZ")]
    pub quiz: Option<String>,
    /// At most so many, the latest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// A table for a spreadsheet
    Csv,
}

impl Args {
    /// What the menu asks for.
    pub fn of_menu() -> Self {
        Self {
            attempt: None,
            quiz: None,
            most: 20,
            format: Format::Human,
        }
    }
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let record = setup.recording.open_to_read()?;
    let mut now = LibraryNow::new(find().ok());
    if let Some(attempt) = args.attempt {
        return one(&record, attempt, args.format, &mut now, output);
    }
    let (store, student) = (record.store(), &record.student);
    let found = history::latest(store, student, args.quiz.as_deref(), args.most, &mut now)?;
    let lines = found.found;
    warn(&found.left_out)?;
    match args.format {
        Format::Human if lines.is_empty() && !found.left_out.is_empty() => {}
        Format::Human => print(&lines, &record, output)?,
        Format::Json => {
            let attempts: Vec<Value> = lines
                .iter()
                .map(|(it, changed)| value(it, *changed))
                .collect();
            output.json(&json!({ "version": 1, "attempts": attempts }))?;
        }
        Format::Csv => write_csv(&lines, output)?,
    }
    Ok(Ending::Fine)
}

fn print(
    lines: &[(Outcome, usize)],
    record: &OpenRecord,
    output: &mut Output,
) -> Result<(), Failure> {
    if lines.is_empty() {
        output.line("No attempt is kept yet; `sourcework take QUIZ` begins one.")?;
        return Ok(());
    }
    let width = lines.iter().map(|(it, _)| it.quiz.len()).max().unwrap_or(0);
    let width = width.max("Quiz".len());
    output.line(&format!(
        "   No  Day         {:<width$}  Answered   Marks",
        "Quiz"
    ))?;
    for (it, changed) in lines {
        let answered = format!("{} of {}", it.answered, it.questions);
        let number = it.attempt;
        let marks = marks(it, record);
        let changed = match changed {
            0 => String::new(),
            some => format!("; {} changed since", counted(*some, "question")),
        };
        output.line(&format!(
            "{number:>5}  {}  {:<width$}  {answered:<9}  {marks}{changed}",
            it.day, it.quiz
        ))?;
    }
    Ok(())
}

/// The marks of an attempt in words.
fn marks(it: &Outcome, record: &OpenRecord) -> String {
    if !it.is_finished() {
        return format!("not finished: `{}`", record.resume(Some(it.attempt)));
    }
    let score = score(it);
    let waiting = match it.waiting {
        0 => String::new(),
        more => format!(", {more} wait for a person"),
    };
    format!(
        "{} of {}, {}%{waiting}",
        score.awarded,
        score.available,
        score.percent()
    )
}

fn score(it: &Outcome) -> Score {
    Score {
        awarded: it.awarded,
        available: it.available,
    }
}

/// An attempt for programs; an exam that is not handed in tells no marks.
fn value(it: &Outcome, changed: usize) -> Value {
    let told = it.is_finished().then(|| score(it));
    json!({
        "attempt": it.attempt,
        "quiz": it.quiz,
        "mode": it.mode,
        "day": it.day.to_string(),
        "began": timestamp(it.began),
        "last": timestamp(it.last),
        "finished": it.is_finished(),
        "answered": it.answered,
        "questions": it.questions,
        "score": told,
        "waiting": it.waiting,
        "changed-since": changed,
    })
}

/// A moment of the record; `None` where a damaged record has one that no calendar reaches.
fn timestamp(at: i64) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    Some(at.to_string())
}

fn write_csv(lines: &[(Outcome, usize)], output: &mut Output) -> Result<(), Failure> {
    let names = [
        "attempt",
        "day",
        "quiz",
        "mode",
        "finished",
        "answered",
        "questions",
        "awarded",
        "available",
        "waiting",
        "changed-since",
    ];
    let mut rows: Vec<[String; 11]> = Vec::new();
    for (it, changed) in lines {
        let told = |marks: u32| {
            if it.is_finished() {
                marks.to_string()
            } else {
                String::new()
            }
        };
        let mode = match it.mode {
            Mode::Practice => "practice",
            Mode::Exam => "exam",
        };
        rows.push([
            it.attempt.to_string(),
            it.day.to_string(),
            it.quiz.clone(),
            mode.to_owned(),
            it.is_finished().to_string(),
            it.answered.to_string(),
            it.questions.to_string(),
            told(it.awarded),
            told(it.available),
            it.waiting.to_string(),
            changed.to_string(),
        ]);
    }
    output.csv(&names, rows.iter().map(<[_; 11]>::as_slice))
}

/// Shows one attempt as it was, from the files that were kept with it.
fn one(
    record: &OpenRecord,
    attempt: AttemptNumber,
    format: Format,
    now: &mut LibraryNow,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let (store, student) = (record.store(), &record.student);
    let changed = now.changed(&papers::stored(store, student, attempt)?);
    let live = LiveAttempt::resume(store, student, attempt)?;
    let session = live.session();
    let outcome = &history::outcome(store, student, attempt)?;
    if format == Format::Json {
        let mut told = value(outcome, changed.len());
        told["version"] = json!(1);
        told["changed-questions"] = json!(changed);
        if outcome.is_finished() {
            told["result"] = serde_json::to_value(result(session)).map_err(std::io::Error::from)?;
        }
        output.json(&told)?;
        return Ok(Ending::Fine);
    }
    if format == Format::Csv {
        write_csv(&[(outcome.clone(), changed.len())], output)?;
        return Ok(Ending::Fine);
    }
    let mut page = output.page();
    page.title(&format!(
        "Attempt {attempt}: {}, {}",
        terminal::visible(&session.quiz().title),
        outcome.day
    ))?;
    if !outcome.is_finished() {
        page.text(&format!("It is {}.", marks(outcome, record)))?;
        return Ok(Ending::Fine);
    }
    for (index, (question, given)) in session.outcomes().enumerate() {
        let mark = given.and_then(|given| given.mark);
        let earned = match (given, mark) {
            (None, _) => "not answered".to_owned(),
            (Some(_), None) => "waits for a person".to_owned(),
            (Some(_), Some(mark)) => format!("{} of {}", mark.awarded, mark.available),
        };
        let number = index + 1;
        page.text(&format!(
            "{number}. {earned}: {}",
            terminal::visible(&question.stem)
        ))?;
        if let Some(given) = given {
            let (judged, remarked) = (given.judged.as_ref(), given.remarked.as_ref());
            terminal::print_blocks(&mut page, &changes_of_mark(judged, remarked))?;
        }
    }
    for question in changed {
        page.text(&format!(
            "`{question}` has changed since, or is gone; what is shown is what was asked then."
        ))?;
    }
    let summary = summary::whole(&session.summary(), &terminal::numbers);
    terminal::print_blocks(&mut page, &summary)?;
    Ok(Ending::Fine)
}
