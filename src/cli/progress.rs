//! `sourcework progress`: what is strong, what is weak, and what the exam will find.

use std::path::{Path, PathBuf};

use super::clock::today;
use super::history::Format;
use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::settings::{ExamDate, exam_date};
use super::{Ending, Failure, folders};
use crate::terminal;
use sourcework_core::present::Block;
use sourcework_core::present::progress::sections;
use sourcework_core::progress::{self, Progress};
use sourcework_core::record::Day;
use sourcework_html::progress::page;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::revising::{self, Standing};

const EXAMPLES: &str = "Examples:
  sourcework progress
  sourcework progress --html progress.html     a page to print, or to send to a teacher
  sourcework progress --exam-date 2027-05-20   forecast to that day, this once
  sourcework progress --format csv > progress.csv";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Write a page for a browser or a printer to this file, in place of one that is there
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The name of the student, for the page
    #[arg(long, value_name = "NAME")]
    pub student: Option<String>,
    /// Look ahead to this day, such as 2027-05-20 [default: the date that `revise` remembers]
    #[arg(long, value_name = "DATE", value_parser = exam_date)]
    pub exam_date: Option<ExamDate>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

impl Args {
    /// What the menu asks for.
    pub fn of_menu() -> Self {
        Self {
            html: None,
            student: None,
            exam_date: None,
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
    let library = find()?;
    let mut progress = standing(&record, &library, args.exam_date)?;
    progress.student.clone_from(&args.student);

    if let Some(file) = &args.html {
        write(file, &page(&progress))?;
        output.line(&format!("Wrote {}.", file.display()))?;
        return Ok(Ending::Fine);
    }
    match args.format {
        Format::Human => {
            let mut page = output.page();
            if setup.plain {
                page.without_charts();
            }
            terminal::print_progress(&mut page, &progress)?;
        }
        Format::Json => {
            let value = serde_json::to_value(&progress);
            output.json(&value.map_err(|error| Failure::World(Box::new(error)))?)?;
        }
        Format::Csv => write_csv(&progress, output)?,
    }
    Ok(Ending::Fine)
}

/// How the student of a record stands.
pub fn of_student(record: &OpenRecord, library: &Library) -> Result<Progress, Failure> {
    standing(record, library, None)
}

/// The sections one below the other, for a screen.
pub fn blocks(progress: &Progress) -> Vec<Block> {
    let sections = sections(progress).into_iter();
    let blocks = sections.flat_map(|section| {
        let heading = Block::Heading(section.heading.to_owned());
        std::iter::once(heading).chain(section.blocks)
    });
    blocks.collect()
}

fn standing(
    record: &OpenRecord,
    library: &Library,
    exam_date: Option<ExamDate>,
) -> Result<Progress, Failure> {
    let cache = folders::cache();
    let (store, student) = (record.store(), &record.student);
    let Standing {
        mut settings,
        ledger,
        index,
        left_out,
    } = revising::standing(store, student, library, cache.as_deref(), today())?;
    warn(&left_out)?;
    if let Some(exam) = exam_date {
        settings.exam = exam.date().map(Day::of_date);
    }
    let request = settings.request(today(), None);
    let mut progress = progress::gather(&index.candidates, &ledger, &request);
    revising::fill_stems(&mut progress, library);
    Ok(progress)
}

fn write(file: &Path, page: &str) -> Result<(), Failure> {
    std::fs::write(file, page).map_err(|cause| super::unwritable(file, &cause))
}

/// One table: what a row is about, its name or day, and its numbers.
fn write_csv(progress: &Progress, output: &mut Output) -> Result<(), Failure> {
    let mut rows: Vec<[String; 6]> = Vec::new();
    let mut row = |about: &str, name: String, count: Option<u32>, shares: &[f64]| {
        let count = count.map_or_else(String::new, |count| count.to_string());
        let mut shares = shares.iter().map(|share| format!("{share:.4}"));
        let mut share = || shares.next().unwrap_or_default();
        rows.push([about.to_owned(), name, count, share(), share(), share()]);
    };
    for it in &progress.skills {
        let shares = it.mastery.map(|it| vec![it.mean, it.low, it.high]);
        let name = it.skill.as_str().to_owned();
        row("skill", name, Some(it.answers), &shares.unwrap_or_default());
    }
    for day in &progress.days {
        let share = f64::from(day.awarded) / f64::from(day.available.max(1));
        row("day", day.on.to_string(), Some(day.answers), &[share]);
    }
    for day in &progress.week {
        row("due", day.on.to_string(), Some(day.questions), &[]);
    }
    for day in &progress.forecast {
        for (about, it) in [
            ("forecast-with", day.with),
            ("forecast-without", day.without),
        ] {
            row(
                about,
                day.on.to_string(),
                None,
                &[it.share, it.low, it.high],
            );
        }
    }
    if let Some(it) = progress.predictions {
        let repeats = || "repeats".to_owned();
        let observed = [it.observed, it.low, it.high];
        row("predicted", repeats(), Some(it.answers), &[it.predicted]);
        row("observed", repeats(), Some(it.answers), &observed);
    }
    for hard in &progress.hardest {
        let name = format!("{}/{}", hard.quiz, hard.question);
        row("hardest", name, Some(hard.answers), &[hard.share]);
    }
    let names = ["row", "name", "count", "share", "low", "high"];
    output.csv(&names, rows.iter().map(<[_; 6]>::as_slice))
}
