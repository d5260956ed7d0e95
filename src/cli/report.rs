//! `sourcework report`: what the answers of a class show.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::clock::today;
use super::import::EncodingArg;
use super::list::Format;
use super::output::Output;
use super::recording::{Setup, warn};
use super::{Ending, Failure};
use crate::terminal;
use sourcework_core::diagnostic::nearest;
use sourcework_core::document::is_id;
use sourcework_core::paper::Paper;
use sourcework_core::present::report::{Part, sections, title};
use sourcework_core::present::{Block, Column, Run, Table};
use sourcework_core::quiz;
use sourcework_core::report::{Report, starter_quiz};
use sourcework_core::sitting::{ClassCode, Sitting, SittingId};
use sourcework_core::words::{counted, listed, short_date};
use sourcework_html::report::page;
use sourcework_service::answers::{Answered, Scope, Wanted, report, sittings};
use sourcework_service::library::{Library, LibraryError, Shelf};
use sourcework_service::store::Store;

mod files;

const EXAMPLES: &str = "Examples:
  sourcework report                             the sittings and quizzes that have answers
  sourcework report KDX7A                       the sitting with this class code
  sourcework report KDX7A M3QJ4                 several sittings of a class, with growth and absences
  sourcework report letter-4-exam --full        all answers to a quiz, with the statistics
  sourcework report KDX7A --html report.html    to print, with charts and a page for each pupil
  sourcework report KDX7A --starter starter.toml
  sourcework report marks.csv --quiz letter-4-exam --csv tables

Tables that are read: what `sourcework mark` writes, with or without --students; one row an answer
(student, question, mark …); one row a pupil with a column for each question; Moodle's reports
`Grades` and `Responses`. `sourcework guide formats` has an example of each.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Class codes of sittings, or the ID of a quiz, or a table of marks (.csv, .xlsx, `-`)
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// The quiz that a table of marks is about: adds its texts, keys and line numbers
    #[arg(long, value_name = "QUIZ")]
    pub quiz: Option<String>,
    /// How a table that is not UTF-8 is written
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Show the pupils and the statistics as well
    #[arg(long)]
    pub full: bool,
    /// Write the whole report as a page for a browser or a printer, in place of one that is there
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write the tables into this folder: responses, questions, options, skills and pupils
    #[arg(long, value_name = "DIR")]
    pub csv: Option<PathBuf>,
    /// Write a quiz of five questions for the next lesson to a new file
    #[arg(long, value_name = "FILE")]
    pub starter: Option<PathBuf>,
    /// Count every attempt, and not the first of each pupil only
    #[arg(long)]
    pub all_attempts: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// What a report was made from.
struct Made {
    report: Report,
    answered: Answered,
    papers: Vec<Paper>,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let wanted = Wanted {
        all_attempts: args.all_attempts,
        rows: args.csv.is_some(),
    };
    let made = match &args.what[..] {
        [] if asks_for_more(args) => {
            let message = "say what the report is about: a class code, a quiz or a table; `sourcework report` alone lists them";
            return Err(Failure::Usage(message.to_owned()));
        }
        [] => return list(args, &find()?, setup, output),
        [file] if is_table(file) => files::of_table(Path::new(file), args, find)?,
        what if what.iter().any(|it| is_table(it)) => {
            let message =
                "one table makes a report; give it alone, without other tables or class codes";
            return Err(Failure::Usage(message.to_owned()));
        }
        what => {
            if args.quiz.is_some() || args.encoding.is_some() {
                let message = "`--quiz` and `--encoding` are for a table of marks; the answers of the record say which quiz they belong to";
                return Err(Failure::Usage(message.to_owned()));
            }
            let record = setup.recording.open_to_read()?;
            let all = sittings(record.store(), &record.student.school)?;
            of_record(what, record.store(), &all, &find()?, wanted)?
        }
    };
    warn(&made.answered.left_out)?;
    write(args, &made, output)
}

/// Whether an option asks for something that a list of sittings does not have.
fn asks_for_more(args: &Args) -> bool {
    let files = [&args.html, &args.csv, &args.starter];
    let is_any = files.iter().any(|it| it.is_some());
    is_any || args.full || args.all_attempts || args.quiz.is_some() || args.encoding.is_some()
}

/// Whether an argument names a table, and not a sitting or a quiz.
fn is_table(what: &str) -> bool {
    let path = Path::new(what);
    let is_ending = |ending: &str| {
        path.extension()
            .is_some_and(|it| it.eq_ignore_ascii_case(ending))
    };
    what == "-" || ["csv", "tsv", "txt", "xlsx"].into_iter().any(is_ending) || path.is_file()
}

fn of_record(
    what: &[String],
    store: &dyn Store,
    all: &BTreeMap<SittingId, Sitting>,
    library: &Library,
    wanted: Wanted,
) -> Result<Made, Failure> {
    let of_code = |code: &String| {
        let code = ClassCode::typed(code);
        all.values().find(|it| it.code == code).cloned()
    };
    let mut here: Vec<Sitting> = Vec::new();
    for code in what {
        match of_code(code) {
            Some(sitting) if here.iter().any(|it| it.id == sitting.id) => {}
            Some(sitting) => here.push(sitting),
            None if what.len() > 1 && library.ids(Shelf::Quizzes)?.contains(code) => {
                return Err(Failure::Usage(format!(
                    "`{code}` is a quiz; several reports together are made of sittings, named by their class codes"
                )));
            }
            None if what.len() > 1 => return Err(unknown(code, all, library)),
            None => {}
        }
    }
    here.sort_by_key(|it| it.opened);
    let scope = match here.is_empty() {
        false => Scope::Sittings(&here),
        true => {
            let known = all.values().any(|it| it.plan.quiz == what[0]);
            if !known && !library.ids(Shelf::Quizzes)?.contains(&what[0]) {
                return Err(unknown(&what[0], all, library));
            }
            Scope::Quiz(&what[0], all)
        }
    };
    let (report, answered, papers) = report(store, library, all, scope, wanted, today().date())?;
    Ok(Made {
        report,
        answered,
        papers,
    })
}

fn unknown(what: &str, all: &BTreeMap<SittingId, Sitting>, library: &Library) -> Failure {
    let quizzes = library.ids(Shelf::Quizzes).unwrap_or_default();
    let codes = all.values().map(|it| it.code.as_str());
    let known = quizzes.iter().map(String::as_str).chain(codes);
    let near = nearest(what, known).map_or(String::new(), |it| format!("; did you mean `{it}`?"));
    Failure::Usage(format!(
        "`{}` is no class code of a sitting, no quiz and no table; `sourcework report` lists what has answers{near}",
        what.escape_debug()
    ))
}

fn write(args: &Args, made: &Made, output: &mut Output) -> Result<Ending, Failure> {
    let Made {
        report,
        answered,
        papers,
    } = made;
    let mut wrote = Vec::new();
    if let Some(file) = &args.html {
        std::fs::write(file, page(report)).map_err(|cause| super::unwritable(file, &cause))?;
        wrote.push(file.display().to_string());
    }
    if let Some(folder) = &args.csv {
        wrote.extend(files::write_tables(folder, report, &answered.rows)?);
    }
    if let Some(file) = &args.starter {
        write_starter(file, report, papers)?;
        wrote.push(file.display().to_string());
    }
    match args.format {
        Format::Json => output.large_json(report)?,
        Format::Human if wrote.is_empty() => print(args, report, papers, output)?,
        Format::Human => output.line(&format!("Wrote {}.", listed(&wrote)))?,
    }
    Ok(Ending::Fine)
}

fn print(
    args: &Args,
    report: &Report,
    papers: &[Paper],
    output: &mut Output,
) -> Result<(), Failure> {
    let starter = match papers.is_empty() {
        true => "",
        false => "Add `--starter FILE` to write them as a quiz.",
    };
    let mut page = output.page();
    page.title(&terminal::visible(&title(report)))?;
    let parts = Part::ALL.into_iter().take(if args.full { 3 } else { 1 });
    for part in parts {
        for section in sections(report, part, starter) {
            page.blank()?;
            page.title(section.heading)?;
            terminal::print_blocks(&mut page, &section.blocks)?;
        }
    }
    if !args.full && report.pupils_answered > 0 {
        page.blank()?;
        page.text("Add `--full` for the pupils and the statistics, or `--html FILE` for a page with charts.")?;
    }
    Ok(page.flush()?)
}

fn write_starter(path: &Path, report: &Report, papers: &[Paper]) -> Result<(), Failure> {
    let id = path
        .file_stem()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    let is_quiz = path.extension().is_some_and(|it| it == "toml");
    if !is_id(id) || !is_quiz {
        let message = "a starter is a quiz: name the file as one, with lower-case letters, digits and hyphens, such as `quizzes/starter.toml` in your library";
        return Err(Failure::Usage(message.to_owned()));
    }
    let title = format!("Starter: {}", report.title);
    let quiz = starter_quiz(id, &title, &report.starter, papers).ok_or_else(|| {
        let why = match papers.is_empty() {
            true => "the quiz is not known; say it with `--quiz`",
            false => "no question of the quiz of today lost any marks",
        };
        Failure::World(format!("there is no starter to write: {why}").into())
    })?;
    let text = quiz::write(&quiz, &[]);
    let file = File::create_new(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|cause| super::unwritable(path, &cause))
}

/// What there is to report on.
fn list(
    args: &Args,
    library: &Library,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let record = setup.recording.open_to_read()?;
    let all = sittings(record.store(), &record.student.school)?;
    let mut sittings: Vec<&Sitting> = all.values().collect();
    sittings.sort_by_key(|it| std::cmp::Reverse(it.opened));
    let quizzes = library.ids(Shelf::Quizzes)?;
    let mut answered = Vec::new();
    for quiz in &quizzes {
        let attempts = record
            .store()
            .latest(&record.student, Some(quiz), usize::MAX)?;
        let of_quiz = sittings.iter().filter(|it| it.plan.quiz == *quiz);
        let count = attempts.len() + of_quiz.map(|it| it.present().count()).sum::<usize>();
        if count > 0 {
            answered.push((quiz, count));
        }
    }
    if args.format == Format::Json {
        let sitting = |it: &&Sitting| {
            json!({
                "code": it.code,
                "title": it.plan.title,
                "quiz": it.plan.quiz,
                "opened": it.opened,
                "pupils": it.present().count(),
            })
        };
        let quiz = |(id, count): &(&String, usize)| json!({ "quiz": id, "attempts": count });
        let sittings: Vec<Value> = sittings.iter().map(sitting).collect();
        let quizzes: Vec<Value> = answered.iter().map(quiz).collect();
        output.json(&json!({ "version": 1, "sittings": sittings, "quizzes": quizzes }))?;
        return Ok(Ending::Fine);
    }
    let mut page = output.page();
    if sittings.is_empty() && answered.is_empty() {
        page.text("There are no answers in the record yet. `sourcework serve` lets a class sit a quiz; `sourcework report marks.csv` reports on a table of marks.")?;
        return page.flush().map(|()| Ending::Fine).map_err(Failure::from);
    }
    if !sittings.is_empty() {
        page.title("Sittings")?;
        let table = Block::Table(table_of(&sittings));
        terminal::print_blocks(&mut page, &[table])?;
        page.blank()?;
    }
    if !answered.is_empty() {
        page.title("Quizzes")?;
        for (quiz, count) in answered {
            page.text(&format!("{quiz}: {}", counted(count, "attempt")))?;
        }
        page.blank()?;
    }
    page.text("`sourcework report CODE` or `sourcework report QUIZ` shows the report.")?;
    page.flush()?;
    Ok(Ending::Fine)
}

fn table_of(sittings: &[&Sitting]) -> Table {
    let row = |it: &&Sitting| {
        let day = short_date(it.opened.to_zoned(jiff::tz::TimeZone::UTC).date());
        let pupils = it.present().count().to_string();
        let cells = [
            it.code.as_str().to_owned(),
            day,
            pupils,
            it.plan.title.clone(),
        ];
        cells.map(|text| vec![Run::Text(text)]).to_vec()
    };
    let columns = [
        Column::words("Code"),
        Column::words("Day"),
        Column::figures("Pupils"),
        Column::words("Quiz"),
    ];
    Table::on_screen("", columns, sittings.iter().map(row).collect())
}
