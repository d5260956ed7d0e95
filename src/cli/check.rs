//! `sourcework check`.

use std::path::PathBuf;

use super::output::Output;
use super::{Ending, Failure};
use sourcework_core::diagnostic::{Report, Severity, Tally, github, human, json};
use sourcework_core::words::counted_as;
use sourcework_service::library::{Checked, Library, LibraryError};

/// How many mistakes people are shown unless they ask for all.
const MOST_SHOWN: usize = 100;

const EXAMPLES: &str = "Examples:
  sourcework check                          the whole library
  sourcework check quizzes/my-quiz.toml     one file
  sourcework check --watch                  again on every save
  sourcework check --fix quizzes/my-quiz.toml        put right what is plain
  sourcework check --deny warnings --format github   in continuous integration";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files and folders to check [default: the library]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// What counts as an error for the exit code, beside errors
    #[arg(long, value_enum)]
    pub deny: Option<Deny>,
    /// Show people more than the first 100 mistakes
    #[arg(long)]
    pub all: bool,
    /// Check again on every save, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// Show what can be put right without you, and write it if you agree
    #[arg(long, conflicts_with = "watch")]
    pub fix: bool,
    /// Write the repairs without asking
    #[arg(long, requires = "fix")]
    pub yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// Annotations for GitHub
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
    /// Warnings and hints
    Hints,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = library(args, find)?;
    let checked = check(args, &library)?;
    print(args, &checked, output)?;
    let ending = ending(args, &checked.reports);
    checked.leak();
    Ok(ending)
}

/// The library to check. Files named on the command line need it only if they do not lie in a
/// library of their own.
pub fn library(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
) -> Result<Library, LibraryError> {
    if args.paths.is_empty() {
        find()
    } else {
        Ok(find().unwrap_or_else(|_| Library::built_in()))
    }
}

/// Checks what the arguments name.
pub fn check(args: &Args, library: &Library) -> Result<Checked, LibraryError> {
    if args.paths.is_empty() {
        return library.check();
    }
    let mut all = Checked::default();
    for path in &args.paths {
        let one = library.check_path(path)?;
        all.reports.extend(one.reports);
        all.sources += one.sources;
        all.quizzes += one.quizzes;
        all.questions += one.questions;
    }
    all.reports.sort_by(|a, b| a.path.cmp(&b.path));
    all.reports.dedup_by(|a, b| a.path == b.path);
    Ok(all)
}

pub fn print(args: &Args, checked: &Checked, output: &mut Output) -> std::io::Result<()> {
    let reports = &checked.reports;
    match args.format {
        Format::Json => output.text(&json::render(reports)),
        Format::Github => reports
            .iter()
            .try_for_each(|it| output.text(&github::render(it))),
        Format::Human => {
            let most = if args.all { usize::MAX } else { MOST_SHOWN };
            let left_out = print_worst(output, reports, most)?;
            if left_out > 0 {
                let more = counted_as(left_out, "more mistake is", "more mistakes are");
                output.line(&format!("{more} not shown; `--all` shows everything.\n"))?;
            }
            let looked_at = [
                counted_as(checked.sources, "source", "sources"),
                counted_as(checked.quizzes, "quiz", "quizzes"),
                counted_as(checked.questions, "question", "questions"),
            ];
            let outcome = human::summary(Tally::of(reports));
            output.line(&format!("Checked {}: {outcome}.", looked_at.join(", ")))?;
            if let Some(first) = reports.iter().flat_map(|report| &report.diagnostics).next() {
                let code = first.code.as_str();
                output.line(&format!(
                    "`sourcework explain {code}` tells more about a code."
                ))?;
            }
            Ok(())
        }
    }
}

/// Shows people what is wrong with some files: the errors first of all, where there is too much.
pub fn print_human(output: &mut Output, reports: &[Report]) -> std::io::Result<()> {
    let left_out = print_worst(output, reports, MOST_SHOWN)?;
    if left_out > 0 {
        let more = counted_as(left_out, "more mistake is", "more mistakes are");
        output.line(&format!("{more} not shown.\n"))?;
    }
    Ok(())
}

/// Prints the worst diagnostics, file by file; how many were left out.
fn print_worst(output: &mut Output, reports: &[Report], most: usize) -> std::io::Result<usize> {
    let all = Tally::of(reports);
    let mut left = all.worst(most);
    let left_out = all.total() - left.total();
    for report in reports {
        output.text(&human::render(
            report,
            &mut left,
            output.styled(),
            output.columns,
        ))?;
    }
    Ok(left_out)
}

pub fn ending(args: &Args, reports: &[Report]) -> Ending {
    let worst = match args.deny {
        None => Severity::Error,
        Some(Deny::Warnings) => Severity::Warning,
        Some(Deny::Hints) => Severity::Hint,
    };
    let mut all = reports.iter().flat_map(|report| &report.diagnostics);
    if all.any(|diagnostic| diagnostic.severity() >= worst) {
        Ending::ContentHasErrors
    } else {
        Ending::Fine
    }
}
