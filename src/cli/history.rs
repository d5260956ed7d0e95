//! `sourcework history`: the attempts of the record, or one of them.

use serde_json::{Value, json};

use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::{Ending, Failure};
use crate::terminal;
use sourcework_core::attempt::{Mode, Score};
use sourcework_core::present::Block;
use sourcework_core::present::history as present;
use sourcework_core::record::{AttemptNumber, Outcome};
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
        Format::Human => {
            let blocks = present::attempts(&lines, &|attempt| resume(&record, attempt));
            terminal::print_blocks(&mut output.page(), &blocks)?;
        }
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

/// The latest attempts, for a screen.
pub fn blocks(record: &OpenRecord, library: &Library) -> Result<Vec<Block>, Failure> {
    let mut now = LibraryNow::new(Some(library.clone()));
    let most = Args::of_menu().most;
    let found = history::latest(record.store(), &record.student, None, most, &mut now)?;
    Ok(present::attempts(&found.found, &|attempt| {
        resume(record, attempt)
    }))
}

/// The command that takes an attempt up again.
fn resume(record: &OpenRecord, attempt: AttemptNumber) -> String {
    format!("`{}`", record.resume(Some(attempt)))
}

fn score(it: &Outcome) -> Score {
    Score {
        awarded: it.awarded,
        available: it.available,
    }
}

/// An attempt for programs; an exam that is not handed in tells no marks.
fn value(it: &Outcome, changed: usize) -> Value {
    let score = it.is_finished().then(|| score(it));
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
        "score": score,
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
        let known = |marks: u32| match it.is_finished() {
            true => marks.to_string(),
            false => String::new(),
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
            known(it.awarded),
            known(it.available),
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
        let mut document = value(outcome, changed.len());
        document["version"] = json!(1);
        document["changed-questions"] = json!(changed);
        if outcome.is_finished() {
            document["result"] =
                serde_json::to_value(result(session)).map_err(std::io::Error::from)?;
        }
        output.json(&document)?;
        return Ok(Ending::Fine);
    }
    if format == Format::Csv {
        write_csv(&[(outcome.clone(), changed.len())], output)?;
        return Ok(Ending::Fine);
    }
    let resume = |attempt| resume(record, attempt);
    let blocks = present::attempt(outcome, session, &changed, &terminal::numbers, &resume);
    terminal::print_blocks(&mut output.page(), &blocks)?;
    Ok(Ending::Fine)
}
